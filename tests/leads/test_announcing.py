"""What programs are told of leads, and what not."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.leads import actions
from tcma.leads.actions import vendor
from tcma.webhooks.actions import add
from tcma.webhooks.models import WebhookDelivery
from tests import cast
from tests.leads.channel import NOW, Channel
from tests.leads.test_leads import lead_from
from tests.tracking.world import World

URL = "https://x.example"
PERSON = ("Ada Sample", "ada@acme.example", "555 0100", "Call me")


@pytest.fixture
def channel(session: Session) -> Channel:
    found = Channel(session, "Kestrel", "Merlin")
    for actor in (found.vera, *map(cast.actor, found.admins.values())):
        add(session, url="https://crm.example.com/", actor=actor, now=NOW)
    return found


def told(session: Session, kind: str) -> list[tuple[Any, dict[str, Any]]]:
    """(partner, data) of each message of a kind."""
    rows = session.execute(select(WebhookDelivery.partner_id, WebhookDelivery.body).where(WebhookDelivery.kind == kind))
    return [(partner_id, body["data"]) for partner_id, body in rows]


def test_an_offer_tells_the_firm_and_a_taken_lead_its_person_to_that_partner_alone(
    channel: Channel, session: Session
) -> None:
    lead, offer = channel.offered()
    vendor.send_offer(session, offer.id, public_url=URL)
    ((asked, data),) = told(session, "lead.offered")
    assert (asked, data["company"]) == (offer.partner_id, "Acme")
    assert not [one for one in PERSON if one in str(data)]
    taken = vendor.accept(session, partner_id=offer.partner_id, offer_id=offer.id, now=NOW,
                          actor=cast.actor(channel.person(offer.partner_id)))  # fmt: skip
    for _ in range(2):
        actions.send_received(session, taken.id, public_url=URL, now=NOW)
    ((has, data),) = told(session, "lead.received")
    assert has == offer.partner_id
    assert [one for one in PERSON if one not in str(data)] == []
    ((nobody, data),) = told(session, "vendor_lead.taken")
    assert nobody is None
    assert data["id"] == str(lead.id)
    assert not [one for one in PERSON if one in str(data)]


def test_a_lead_that_nobody_takes_is_told_to_the_vendor(channel: Channel, session: Session) -> None:
    channel.publish()
    lead = channel.bring()
    vendor.distribute(session, vendor_lead_id=lead.id, now=NOW)
    vendor.tell_unassigned(session, lead.id, public_url=URL)
    ((nobody, data),) = told(session, "vendor_lead.unassigned")
    assert (nobody, data["company"]) == (None, "Acme")


def test_an_answer_to_a_campaign_is_told_to_its_partner(world: World, session: Session) -> None:
    add(session, url="https://crm.example.com/", actor=cast.actor(world.alice), now=NOW)
    add(session, url="https://crm.example.com/", actor=cast.actor(world.charlie), now=NOW)
    lead = lead_from(world, world.contact())
    for _ in range(2):
        actions.send_alert(session, lead.id, public_url=URL, now=NOW)
    ((partner_id, data),) = told(session, "lead.created")
    assert partner_id == world.partner_id
    assert (data["email"], data["asked"], data["url"]) == ("sara@alnoor.example", "form", f"{URL}/leads/{lead.id}")
