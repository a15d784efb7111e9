"""What becomes of people who asked the vendor: told, erased, forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.leads.actions import vendor
from tcma.leads.models import Lead, VendorLead
from tcma.leads.rules import OfferState, VendorState
from tcma.rights.actions import erase_person
from tcma.rights.queries import find, told
from tests import cast
from tests.leads.channel import NOW, Channel
from tests.rights.test_erasing import everything

EMAIL = "ada@acme.example"
SIGNS = (EMAIL, "555 0100", "Call me", "Ada Sample")


@pytest.fixture
def channel(session: Session) -> Channel:
    return Channel(session, "Kestrel", "Merlin")


def test_who_asked_the_vendor_is_told_what_it_holds(channel: Channel, session: Session) -> None:
    channel.offered()
    found = told(session, find(session, EMAIL), now=NOW)["held"]
    assert [row["message"] for row in found["vendor_leads"]] == ["Call me"]
    assert {row["kind"] for row in found["vendor_lead_events"]} == {"arrived", "offered"}


def test_erased_everywhere_nothing_is_left_and_nobody_takes_the_offer_any_more(
    channel: Channel, session: Session
) -> None:
    lead, offer = channel.offered()
    session.commit()
    erase_person(EMAIL)
    session.expire_all()
    assert not [sign for sign in SIGNS if sign in everything(session)]
    assert (lead.state, lead.company) == (VendorState.DISCARDED, "Acme")
    actor = cast.actor(channel.person(offer.partner_id))
    with pytest.raises(vendor.Over):
        vendor.accept(session, partner_id=offer.partner_id, offer_id=offer.id, actor=actor, now=NOW)
    vendor.expire(session, offer_id=offer.id, now=offer.due_at)
    assert offer.state is OfferState.TIMED_OUT
    assert channel.asked(lead) == ""


def test_erased_where_a_partner_has_the_lead_it_stays_counted(channel: Channel, session: Session) -> None:
    lead, offer = channel.offered()
    actor = cast.actor(channel.person(offer.partner_id))
    vendor.accept(session, partner_id=offer.partner_id, offer_id=offer.id, actor=actor, now=NOW)
    session.commit()
    erase_person(EMAIL)
    session.expire_all()
    assert not [sign for sign in SIGNS if sign in everything(session)]
    assert (lead.state, session.scalar(select(func.count()).select_from(Lead))) == (VendorState.ACCEPTED, 1)


def test_who_was_nobodys_for_a_year_is_forgotten(channel: Channel, session: Session) -> None:
    channel.publish()
    lead = channel.bring()
    vendor.distribute(session, vendor_lead_id=lead.id, now=NOW)
    kept = channel.bring("Beta")  # new: on its way
    for moment, gone in ((NOW, 0), (NOW + timedelta(seconds=1), 1), (NOW + timedelta(seconds=1), 0)):
        assert vendor.forget_unclaimed(session, before=moment, limit=10) == gone
    session.refresh(lead)
    assert (lead.email, lead.company, lead.state) == ("", "Acme", VendorState.DISCARDED)
    assert session.scalars(select(VendorLead.email).where(VendorLead.id == kept.id)).one() == "ada@beta.example"
