"""From a domain that somebody typed to one that mails may come from, against SES and a DNS over HTTP."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.base.roles import Actor
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.senders import actions, queries
from tcma.senders.actions import NotVerified
from tcma.senders.jobs import due, due_tenants, look_at_sender, make_tenant
from tcma.senders.rules import BadSender
from tcma.trial.ses import RunningSimulator
from tests.cast import MORNING
from tests.senders.conftest import brought, of_id


def test_before_anything_else_a_partner_sends_from_its_place_below_the_vendors_domain(
    session: Session, alice: Actor
) -> None:
    used = queries.outgoing(session, alice.partner)
    assert (used.address, used.identity, used.sender_id) == (
        "hello@kestrel.northgate.example", "northgate.example", None
    )


def test_a_domain_is_verified_record_by_record_and_then_used(
    session: Session, alice: Actor, ses: RunningSimulator
) -> None:
    sender = brought(session, alice)
    assert due(session) == [str(sender.id)]
    look_at_sender(str(sender.id))
    found = of_id(session, sender.id)
    assert (len(found.tokens), found.status, found.verified_at) == (3, "PENDING", None)
    assert set(found.seen.values()) == {"no"}
    assert queries.outgoing(session, alice.partner).sender_id is None

    name = f"{found.tokens[0]}._domainkey.kestrel.example"
    ses.record("CNAME", name, f"{found.tokens[0]}.dkim.amazonses.com")
    ses.record("CNAME", f"{found.tokens[1]}._domainkey.kestrel.example", "elsewhere.example")
    look_at_sender(str(sender.id))
    found = of_id(session, sender.id)
    assert (found.seen["dkim1"], found.seen["dkim2"], found.seen["dkim3"]) == ("yes", "other", "no")
    assert found.verified_at is None

    ses.publish("kestrel.example")
    look_at_sender(str(sender.id))
    found = of_id(session, sender.id)
    assert set(found.seen.values()) == {"yes"}
    assert (found.status, found.verified_at is not None, found.chosen) == ("SUCCESS", True, True)
    assert queries.outgoing(session, alice.partner).address == "hello@kestrel.example"
    assert ses.ask("GET", "/_sim/identities")["kestrel.example"] is True


def test_a_domain_whose_records_are_gone_is_no_longer_verified(
    session: Session, alice: Actor, ses: RunningSimulator
) -> None:
    sender = brought(session, alice)
    ses.publish("kestrel.example")
    look_at_sender(str(sender.id))
    ses.identity("kestrel.example", verified=False)
    look_at_sender(str(sender.id))
    found = of_id(session, sender.id)
    assert (found.verified_at, found.chosen) == (None, True)
    assert queries.outgoing(session, alice.partner).identity == "kestrel.example", "a launch asks, and is refused"


def test_two_partners_may_claim_a_domain_and_whoever_proves_it_first_has_it(
    session: Session, alice: Actor, charlie: Actor, ses: RunningSimulator
) -> None:
    first, second = brought(session, alice, "shared.example"), brought(session, charlie, "shared.example")
    ses.publish("shared.example")
    for sender in (first, second):
        look_at_sender(str(sender.id))
    assert of_id(session, first.id).verified_at is not None
    assert (of_id(session, second.id).verified_at, of_id(session, second.id).problem) == (None, "taken")
    with pytest.raises(BadSender, match="Another partner"):
        actions.bring_domain(session, actor=charlie, domain="shared.example", local="", now=MORNING)


def test_only_a_verified_domain_of_ones_own_can_be_chosen(
    session: Session, alice: Actor, charlie: Actor, ses: RunningSimulator
) -> None:
    sender = brought(session, alice)
    with pytest.raises(NotVerified, match="not verified yet"):
        actions.choose(session, sender.id, partner_id=alice.partner)
    ses.publish("kestrel.example")
    look_at_sender(str(sender.id))
    session.expire_all()
    with pytest.raises(NotFound):
        actions.choose(session, sender.id, partner_id=charlie.partner)
    with pytest.raises(NotFound):
        actions.give_up(session, sender.id, partner_id=charlie.partner)
    actions.choose(session, None, partner_id=alice.partner)
    assert queries.outgoing(session, alice.partner).sender_id is None
    actions.choose(session, sender.id, partner_id=alice.partner)
    assert queries.outgoing(session, alice.partner).sender_id == sender.id


def test_a_domain_brought_twice_is_one_and_there_are_five_at_most(session: Session, alice: Actor) -> None:
    first = brought(session, alice, "a.example")
    again = brought(session, alice, "A.example", "news")
    assert (again.id, again.local) == (first.id, "news")
    for name in "bcde":
        brought(session, alice, f"{name}.example")
    with pytest.raises(BadSender, match="5 domains"):
        brought(session, alice, "f.example")


def test_while_nobody_answers_nothing_changes_and_it_is_looked_at_again(session: Session, alice: Actor) -> None:
    sender = brought(session, alice)
    look_at_sender(str(sender.id))  # there is no simulator here
    found = of_id(session, sender.id)
    assert found.checked_at is not None
    assert (found.tokens, found.problem) == ([], "")
    assert queries.due_senders(session, now=found.checked_at + timedelta(minutes=2)) == []
    assert queries.due_senders(session, now=found.checked_at + timedelta(days=2)) == [sender.id]


def test_a_domain_that_was_given_up_meanwhile_is_left_alone(
    session: Session, alice: Actor, ses: RunningSimulator
) -> None:
    sender = brought(session, alice)
    actions.give_up(session, sender.id, partner_id=alice.partner)
    session.commit()
    look_at_sender(str(sender.id))
    assert queries.senders_of(session, alice.partner) == []


def test_each_partner_gets_a_tenant_that_may_use_its_domains(
    session: Session, alice: Actor, ses: RunningSimulator, settings: Settings
) -> None:
    assert due_tenants(session) == [], "only where the settings say so"
    provide(Settings, settings.model_copy(update={"ses_tenants": True}))
    assert due_tenants(session) == [str(alice.partner)]
    make_tenant(str(alice.partner))
    session.expire_all()
    assert due_tenants(session) == []
    place = "arn:aws:ses:eu-central-1:123456789012"
    both = {f"{place}:identity/northgate.example", f"{place}:configuration-set/tcma"}
    assert set(ses.tenants()["kestrel"]["resources"]) == both

    sender = brought(session, alice)
    ses.publish("kestrel.example")
    look_at_sender(str(sender.id))
    assert queries.tenant_of(session, alice.partner, arn=f"{place}:identity/kestrel.example") == ""
    assert due_tenants(session) == [str(alice.partner)]
    for _ in range(2):
        make_tenant(str(alice.partner))
    session.expire_all()
    assert set(ses.tenants()["kestrel"]["resources"]) == {*both, f"{place}:identity/kestrel.example"}
    assert queries.tenant_of(session, alice.partner, arn=f"{place}:identity/kestrel.example") == "kestrel"
    assert due_tenants(session) == []
