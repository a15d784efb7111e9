"""A lead of the vendor: offered by rule, answered or not, given to the next, in the end to a person."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, Contact
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.facts import Fact
from tcma.leads import actions, queries
from tcma.leads.actions import vendor
from tcma.leads.models import Lead, LeadEvent, Offer, VendorLead
from tcma.leads.rules import (
    TIERS,
    Ask,
    Firm,
    LeadState,
    OfferState,
    Rule,
    RuleSet,
    VendorState,
    decide,
)
from tcma.leads.rules.enquiry import read_enquiry
from tcma.partners.models import Partner
from tests import cast
from tests.leads.channel import ANYBODY, DAY, NOW, Channel
from tests.leads.test_leads import respond
from tests.racing import race
from tests.tracking.world import World


@pytest.fixture
def channel(session: Session) -> Channel:
    return Channel(session, "Kestrel", "Merlin", "Osprey", "Harrier")


def accept(channel: Channel, offer: Offer, **changes: Any) -> Lead:
    values: dict[str, Any] = {"partner_id": offer.partner_id, "offer_id": offer.id, "now": NOW,
                              "actor": cast.actor(channel.person(offer.partner_id))}  # fmt: skip
    return vendor.accept(channel.session, **{**values, **changes})


def decline(channel: Channel, offer: Offer, reason: str = "no capacity") -> None:
    vendor.decline(channel.session, partner_id=offer.partner_id, offer_id=offer.id, reason=reason, now=NOW,
                   actor=cast.actor(channel.person(offer.partner_id)))  # fmt: skip


def of(channel: Channel, lead: VendorLead) -> Offer:
    """The offer that is open."""
    open_one = select(Offer).where(Offer.vendor_lead_id == lead.id, Offer.state == OfferState.OPEN)
    return channel.session.scalars(open_one).one()


def test_a_lead_that_arrives_is_offered_once(channel: Channel, session: Session) -> None:
    lead, offer = channel.offered()
    assert vendor.distribute(session, vendor_lead_id=lead.id, now=NOW) is None
    assert (lead.state, offer.state, offer.rule) == (VendorState.OFFERED, OfferState.OPEN, "1/1")
    assert offer.due_at == NOW + 2 * DAY  # a Tuesday, so Thursday
    assert session.scalar(select(func.count()).select_from(Offer)) == 1


def test_the_same_request_again_is_the_same_lead(channel: Channel, session: Session) -> None:
    assert channel.bring("Acme").id == channel.bring("Acme").id
    assert session.scalar(select(func.count(Fact.id)).where(Fact.name == vendor.VENDOR_LEAD_ARRIVED)) == 1
    with pytest.raises(Invalid):
        channel.bring("Acme", email="other@acme.example")


def test_who_takes_it_has_a_contact_and_a_lead_to_call(channel: Channel, session: Session) -> None:
    lead, offer = channel.offered()
    taken = accept(channel, offer)
    contact = session.get_one(Contact, taken.contact_id)
    assert (contact.partner_id, contact.email, contact.first_name) == (offer.partner_id, lead.email, "Ada")
    assert session.scalars(select(Consent).where(Consent.contact_id == contact.id)).all() == []
    assert (taken.state, taken.vendor_lead_id, taken.first_response_id) == (LeadState.ACCEPTED, lead.id, None)
    assert (lead.state, lead.partner_id) == (VendorState.ACCEPTED, offer.partner_id)
    (call,) = queries.calls(session, offer.partner_id)
    assert (call.did, call.asset, call.lead) == ("vendor", "Firewall", taken)


def test_before_that_the_partner_sees_the_firm_and_nothing_of_its_person(channel: Channel, session: Session) -> None:
    _, offer = channel.offered()
    (shown,) = queries.open_offers(session, offer.partner_id, NOW)
    assert (shown.company, shown.country, shown.product) == ("Acme", "DE", "Firewall")
    said = repr(shown)
    assert not [word for word in ("Ada", "Sample", "ada@", "555", "Call me") if word in said]
    assert session.scalar(select(func.count()).select_from(Contact)) == 0


def test_declined_and_timed_out_it_goes_on_and_after_three_to_a_person(channel: Channel, session: Session) -> None:
    lead, first = channel.offered()
    decline(channel, first, "not our market")
    second = of(channel, lead)
    for moment in (second.due_at - timedelta(seconds=1), second.due_at, second.due_at + DAY):
        vendor.expire(session, offer_id=second.id, now=moment)
    third = of(channel, lead)
    assert third.offered_at == second.due_at
    vendor.expire(session, offer_id=third.id, now=third.due_at)
    assert len({first.partner_id, second.partner_id, third.partner_id}) == 3
    assert lead.state is VendorState.UNASSIGNED
    assert [kind for kind, _ in channel.way(lead)] == [
        "arrived", "offered", "declined", "offered", "timed_out", "offered", "timed_out", "unassigned",
    ]  # fmt: skip
    assert queries.history(session, lead.id)[-1].detail == "asked enough"
    assert [one.lead for one in queries.waiting(session)] == [lead]


def test_without_rules_every_lead_waits_for_a_person(session: Session) -> None:
    channel = Channel(session, "Kestrel", rules=())
    lead = channel.bring()
    assert vendor.distribute(session, vendor_lead_id=lead.id, now=NOW) is None
    assert lead.state is VendorState.UNASSIGNED
    channel.publish(ANYBODY)
    assert vendor.offer_again(session, vendor_lead_id=lead.id, actor=channel.vera, now=NOW) is not None
    with pytest.raises(Refusal):
        vendor.offer_again(session, vendor_lead_id=lead.id, actor=channel.vera, now=NOW)


def test_partners_take_turns_by_the_weight_of_their_tier(session: Session) -> None:
    channel = Channel(session, "Kestrel")
    channel.firm("Eagle", tier="gold")
    got = []
    for number in range(8):
        lead, _ = channel.offered(f"Firm {number}")
        got.append(channel.asked(lead))
    assert (got.count("Eagle"), got.count("Kestrel")) == (6, 2)
    channel.publish(ANYBODY)  # another version with the same rule: turns go on
    assert session.scalar(select(func.max(Offer.rule))) == "1/1"
    assert channel.offered("Firm 8")[1].rule == "2/1"


def test_who_has_no_room_is_not_asked_until_a_lead_is_closed(session: Session) -> None:
    channel = Channel(session)
    firm = channel.firm("Kestrel", cap=1)
    _, offer = channel.offered("One")
    second = channel.bring("Two")
    assert vendor.distribute(session, vendor_lead_id=second.id, now=NOW) is None
    assert queries.history(session, second.id)[-1].detail == "full"
    taken = accept(channel, offer)
    assert vendor.offer_again(session, vendor_lead_id=second.id, actor=channel.vera, now=NOW) is None
    actions.set_state(session, partner_id=firm.id, lead_id=taken.id, state=LeadState.DISQUALIFIED, actor=None, now=NOW)
    assert vendor.offer_again(session, vendor_lead_id=second.id, actor=channel.vera, now=NOW) is not None


def test_nobody_else_answers_an_offer_and_nobody_answers_it_late_or_twice(channel: Channel, session: Session) -> None:
    lead, offer = channel.offered()
    other = next(one for one in channel.admins.values() if one.partner_id != offer.partner_id)
    assert other.partner_id is not None
    with pytest.raises(NotFound):
        accept(channel, offer, partner_id=other.partner_id, actor=cast.actor(other))
    with pytest.raises(vendor.Over):
        accept(channel, offer, now=offer.due_at)
    accept(channel, offer)
    with pytest.raises(vendor.Over):
        accept(channel, offer)
    with pytest.raises(vendor.Over):
        decline(channel, offer)
    vendor.expire(session, offer_id=offer.id, now=offer.due_at + DAY)
    assert lead.state is VendorState.ACCEPTED


def test_given_to_another_it_is_the_same_record_with_its_history(channel: Channel, session: Session) -> None:
    lead, offer = channel.offered()
    first = accept(channel, offer)
    other = next(one for one in channel.admins.values() if one.partner_id != offer.partner_id)
    assert other.partner_id is not None
    second = vendor.give(session, vendor_lead_id=lead.id, partner_id=other.partner_id, reason="Nobody called",
                         actor=channel.vera, now=NOW + DAY)  # fmt: skip
    assert (lead.partner_id, second.partner_id, second.vendor_lead_id) == (other.partner_id, other.partner_id, lead.id)
    assert (first.state, first.remind_at) == (LeadState.WITHDRAWN, None)
    assert [kind for kind, _ in channel.way(lead)] == ["arrived", "offered", "accepted", "given"]
    assert queries.calls(session, offer.partner_id) == []
    with pytest.raises(Refusal):
        actions.set_state(session, partner_id=offer.partner_id, lead_id=first.id, state=LeadState.WORKING, actor=None,
                          now=NOW)  # fmt: skip
    told = [one for partner in (offer.partner_id, other.partner_id)
            for one in queries.happenings(session, partner, first.id if partner == offer.partner_id else second.id)]
    assert [one.kind for one in told] == ["received", "withdrawn", "received"]


def test_a_lead_with_a_deal_is_not_given_away(channel: Channel, session: Session) -> None:
    lead, offer = channel.offered()
    taken = accept(channel, offer)
    actions.set_state(session, partner_id=offer.partner_id, lead_id=taken.id, state=LeadState.CONVERTED, actor=None,
                      now=NOW)  # fmt: skip
    other = next(one for one in channel.admins.values() if one.partner_id != offer.partner_id)
    assert other.partner_id is not None
    verbs: list[Any] = [
        lambda: vendor.give(session, vendor_lead_id=lead.id, partner_id=other.partner_id or lead.id, reason="",
                            actor=channel.vera, now=NOW),
        lambda: vendor.discard(session, vendor_lead_id=lead.id, reason="x", actor=channel.vera, now=NOW),
    ]  # fmt: skip
    for verb in verbs:
        with pytest.raises(Refusal):
            verb()
    assert taken.state is LeadState.CONVERTED


def test_a_response_to_a_partners_own_campaign_is_never_taken_away(session: Session) -> None:
    """Rule 0: not by rules, not by hand, not by a request of the same person to the vendor."""
    world = World(session)
    contact = world.contact("ada@acme.example")
    own = actions.take_response(session, response_id=respond(world, contact).id, now=NOW)
    assert own is not None
    channel = Channel(session, "Merlin", "Osprey")
    lead = channel.bring("Acme", email="ada@acme.example")
    vendor.give(session, vendor_lead_id=lead.id, partner_id=world.partner_id, reason="", actor=channel.vera, now=NOW)
    assert session.scalar(select(func.count()).select_from(Lead)) == 1  # the same person: one lead
    for name in ("Merlin", "Osprey"):
        to = channel.admins[name].partner_id
        assert to is not None
        vendor.give(session, vendor_lead_id=lead.id, partner_id=to, reason="", actor=channel.vera, now=NOW)
    vendor.discard(session, vendor_lead_id=lead.id, reason="Enough", actor=channel.vera, now=NOW)
    session.refresh(own)
    assert (own.partner_id, own.state, own.vendor_lead_id) == (world.partner_id, LeadState.ACCEPTED, None)
    assert own.first_response_id is not None
    assert [call.lead for call in queries.calls(session, world.partner_id)] == [own]


def test_an_answer_to_ones_own_campaign_opens_a_lead_that_was_taken_back(session: Session) -> None:
    world = World(session)
    channel = Channel(session, "Merlin")
    lead = channel.bring("Acme", email="ada@acme.example")
    had = vendor.give(session, vendor_lead_id=lead.id, partner_id=world.partner_id, reason="", actor=channel.vera,
                      now=NOW)  # fmt: skip
    to = channel.admins["Merlin"].partner_id
    assert to is not None
    vendor.give(session, vendor_lead_id=lead.id, partner_id=to, reason="", actor=channel.vera, now=NOW)
    assert had.state is LeadState.WITHDRAWN
    response = respond(world, session.get_one(Contact, had.contact_id))
    assert actions.take_response(session, response_id=response.id, now=NOW + DAY) is had
    assert (had.state, had.asset_id) == (LeadState.ACCEPTED, response.asset_id)


def test_a_person_whom_a_partner_works_with_goes_to_that_partner(channel: Channel, session: Session) -> None:
    _, offer = channel.offered("Acme")
    taken = accept(channel, offer)
    enquiry = read_enquiry({"email": "ada@acme.example", "company": "Acme", "product": "Backup"})
    again, _ = vendor.bring_lead(
        session, enquiry, key="second", source="hand", source_name="", person_id=None, now=NOW + DAY
    )
    assert vendor.distribute(session, vendor_lead_id=again.id, now=NOW + DAY) is None
    assert (again.state, again.partner_id) == (VendorState.ACCEPTED, offer.partner_id)
    assert session.scalars(select(Lead.id)).all() == [taken.id]


def test_offers_that_are_out_end_when_somebody_decides(channel: Channel, session: Session) -> None:
    lead, offer = channel.offered()
    vendor.discard(session, vendor_lead_id=lead.id, reason="Not real", actor=channel.vera, now=NOW)
    assert (lead.state, offer.state) == (VendorState.DISCARDED, OfferState.WITHDRAWN)
    with pytest.raises(vendor.Over):
        accept(channel, offer)
    with pytest.raises(Invalid):
        vendor.discard(session, vendor_lead_id=lead.id, reason=" ", actor=channel.vera, now=NOW)


FIRM = st.tuples(st.sampled_from(["registered", "silver", "gold"]), st.integers(1, 4))


@settings(max_examples=2)
@given(st.lists(FIRM, min_size=1, max_size=3), st.integers(1, 8))
@example([("registered", 9), ("gold", 9)], 8)
@example([("registered", 3), ("gold", 4)], 8)
def test_leads_at_once_are_shared_by_weight_and_room_as_if_one_by_one(
    database: Engine, session: Session, firms: list[tuple[str, int]], leads: int
) -> None:
    """Each on a connection of its own: everyone gets just what it would have got in a row, and nobody too much."""
    names = "lead_offers, vendor_lead_events, vendor_leads, lead_intakes, routing_turns, routing_versions, partners"
    session.execute(text(f"TRUNCATE {names} CASCADE"))
    session.expunge_all()
    channel = Channel(session)
    ids = {channel.firm(f"Firm{number}", tier=tier, cap=cap).id: (tier, cap)
           for number, (tier, cap) in enumerate(firms)}  # fmt: skip
    wanted = [channel.bring(f"Asks {number}").id for number in range(leads)]
    session.commit()

    def one(vendor_lead_id: UUID) -> None:
        with transaction() as own:
            vendor.distribute(own, vendor_lead_id=vendor_lead_id, now=NOW)

    race([partial(one, lead_id) for lead_id in wanted])
    rules, turns, busy = RuleSet(TIERS, (ANYBODY,)), dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    for number in range(leads):
        ready = [Firm(id_, tier, (), (), (), busy[id_], cap, NOW + timedelta(seconds=number) if busy[id_] else None)
                 for id_, (tier, cap) in ids.items()]  # fmt: skip
        found = decide(rules, Ask("", "", "", ""), ready, {ANYBODY.id: turns})
        if found.partner is not None:
            turns |= found.credits
            busy[found.partner] += 1
    counted = dict(session.execute(select(Offer.partner_id, func.count()).group_by(Offer.partner_id)).all())
    assert sorted(counted.values()) == sorted(filter(None, busy.values()))
    assert all(counted.get(id_, 0) <= cap for id_, (_, cap) in ids.items())
    waiting = session.scalar(select(func.count()).where(VendorLead.state == VendorState.UNASSIGNED))
    assert waiting == leads - sum(busy.values())


def test_taken_and_timed_out_at_once_it_is_one_or_the_other(database: Engine, session: Session) -> None:
    channel = Channel(session, "Kestrel", "Merlin")
    lead, offer = channel.offered()
    session.commit()
    actor = cast.actor(channel.person(offer.partner_id))
    just_before = offer.due_at - timedelta(seconds=1)

    def take() -> None:
        with transaction() as own:
            try:
                vendor.accept(own, partner_id=offer.partner_id, offer_id=offer.id, actor=actor, now=just_before)
            except vendor.Over:
                return

    def end() -> None:
        with transaction() as own:
            vendor.expire(own, offer_id=offer.id, now=offer.due_at)

    race([take, end, end, take])
    session.expire_all()
    leads, open_ones = (session.scalar(select(func.count()).select_from(one)) for one in (Lead, Offer))
    assert (lead.state, leads, open_ones) in (
        (VendorState.ACCEPTED, 1, 1), (VendorState.OFFERED, 0, 2),
    )  # fmt: skip
    assert session.scalar(select(func.count()).select_from(LeadEvent)) == leads


def test_rules_tried_on_the_past_say_who_would_have_been_asked(channel: Channel, session: Session) -> None:
    osprey = channel.admins["Osprey"].partner_id
    assert osprey is not None
    pinned = Rule(ANYBODY.id, domains=("firm-1.example",), partners=(osprey,))
    for number in range(3):
        _, offer = channel.offered(f"Firm {number}", now=NOW + number * DAY)
        accept(channel, offer, now=NOW + number * DAY)
    before = session.scalar(select(func.count()).select_from(Offer))
    live = queries.live_rules(session).rules
    trial = queries.simulate(session, live, since=NOW - DAY)
    assert (trial.same, len(trial.tried)) == (3, 3)
    other = queries.simulate(session, type(live)(live.tiers, (pinned,)), since=NOW - DAY)
    assert [(one.rule, one.partner) for one in other.tried] == [(0, ""), (1, "Osprey"), (0, "")]
    assert dict(other.would) == {"": 2, "Osprey": 1}
    assert session.scalar(select(func.count()).select_from(Offer)) == before


def ended(channel: Channel, lead: Lead) -> Offer | None:
    """The partner registered a deal for it, which ended without an order; the reaction to that, twice."""
    given: dict[str, Any] = {"partner_id": lead.partner_id, "lead_id": lead.id, "actor": None, "now": NOW + DAY}
    actions.set_state(channel.session, state=LeadState.CONVERTED, **given)
    actions.set_state(channel.session, state=LeadState.RECYCLED, **given)
    recorded = select(func.count()).where(Fact.name == actions.LEAD_RECYCLED, Fact.subject_id == lead.id)
    assert channel.session.scalar(recorded) == 1
    offer = vendor.recycle(channel.session, lead_id=lead.id, now=NOW + DAY)
    assert vendor.recycle(channel.session, lead_id=lead.id, now=NOW + DAY) is None
    return offer


def test_a_lead_whose_deal_ended_is_offered_to_somebody_else(channel: Channel) -> None:
    lead, offer = channel.offered()
    first = accept(channel, offer)
    again = ended(channel, first)
    assert again is not None
    assert again.partner_id != first.partner_id
    assert (lead.state, lead.partner_id, lead.assigned_at) == (VendorState.OFFERED, None, None)
    assert first.state is LeadState.WITHDRAWN
    second = accept(channel, again)
    assert (lead.state, lead.partner_id, second.state) == (VendorState.ACCEPTED, again.partner_id, LeadState.ACCEPTED)
    assert ("recycled", channel.session.get_one(Partner, first.partner_id).name) in channel.way(lead)


def test_with_nobody_left_the_partner_keeps_it_and_a_person_decides(session: Session) -> None:
    channel = Channel(session, "Kestrel")
    lead, offer = channel.offered()
    only = accept(channel, offer)
    assert ended(channel, only) is None
    assert (lead.state, only.state) == (VendorState.UNASSIGNED, LeadState.RECYCLED)
    given: dict[str, Any] = {"partner_id": only.partner_id, "lead_id": only.id, "actor": None, "now": NOW}
    assert actions.set_state(session, state=LeadState.WORKING, **given).state is LeadState.WORKING


def test_an_answer_to_a_partners_own_campaign_goes_to_nobody_else(channel: Channel) -> None:
    lead, offer = channel.offered()
    first = accept(channel, offer)
    contact = channel.session.get_one(Contact, first.contact_id)
    first.vendor_lead_id = None  # a lead of its own
    channel.session.flush()
    given: dict[str, Any] = {"partner_id": first.partner_id, "lead_id": first.id, "actor": None, "now": NOW}
    for state in (LeadState.CONVERTED, LeadState.RECYCLED):
        actions.set_state(channel.session, state=state, **given)
    assert channel.session.scalars(select(Fact).where(Fact.name == actions.LEAD_RECYCLED)).all() == []
    assert vendor.recycle(channel.session, lead_id=first.id, now=NOW) is None
    assert (first.state, contact.partner_id) == (LeadState.RECYCLED, offer.partner_id)
    assert lead.partner_id == offer.partner_id
