"""What a merged contact did and sold follows it, whatever of it both had."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tcma.audiences import actions as audiences
from tcma.audiences.models import Contact, ContactTraits
from tcma.base.facts import Fact
from tcma.deals.actions import rebuild_traits
from tcma.deals.models import Deal, Registration
from tcma.leads.models import Lead
from tcma.leads.rules import LeadState, further
from tcma.reactions import REACTIONS, react
from tcma.tracking.models import Response, Touch
from tests.deals.world import NOW, World


def merge(world: World, kept: Contact, dropped: Contact) -> None:
    log = audiences.merge(world.session, actor=world.alice, kept_id=kept.id, dropped_id=dropped.id, wanted={}, now=NOW)
    world.session.commit()
    fact = world.session.scalars(select(Fact).where(Fact.subject_id == log.id)).one()
    react(str(fact.id))
    react(str(fact.id))
    world.session.expire_all()


def traits(world: World) -> list[tuple[object, ...]]:
    world.session.expire_all()
    rows = world.session.scalars(select(ContactTraits).order_by(ContactTraits.contact_id))
    return [(one.contact_id, one.touches, one.touched_at, one.lead, sorted(one.deals)) for one in rows]


def test_the_dropped_contacts_lead_and_deals_are_the_kept_ones(world: World) -> None:
    kept, dropped = world.contact(world.alice), world.contact(world.alice)
    world.touch(kept, days_ago=3)
    lead = world.lead(dropped)
    registration, _ = world.won(world.alice, lead=lead)
    gone = dropped.id
    assert registration.contact_id == gone
    merge(world, kept, dropped)
    assert world.session.get(Contact, gone) is None
    for column in (Lead.contact_id, Registration.contact_id, Deal.contact_id):
        assert world.session.scalars(select(column)).all() == [kept.id]
    assert set(world.session.scalars(select(Touch.contact_id))) == {kept.id}
    assert set(world.session.scalars(select(Response.contact_id))) == {kept.id}


def test_of_two_leads_one_stays_with_both_histories_and_both_deals(world: World) -> None:
    kept, dropped = world.contact(world.alice), world.contact(world.alice)
    stays, goes = world.lead(kept, days_ago=2), world.lead(dropped, days_ago=5)
    registration = world.registered(world.alice, lead=goes)
    assert goes.state is LeadState.CONVERTED
    first = goes.first_response_id
    merge(world, kept, dropped)
    lead = world.session.scalars(select(Lead)).one()
    assert (lead.id, lead.contact_id, lead.state) == (stays.id, kept.id, LeadState.CONVERTED)
    assert (lead.first_response_id, lead.created_at) == (first, NOW - timedelta(days=5))
    assert world.session.get_one(Registration, registration.id).lead_id == lead.id


def test_what_was_kept_as_it_happened_is_what_a_rebuild_tells(world: World) -> None:
    people = [world.contact(world.alice) for _ in range(4)]
    world.won(world.alice, lead=world.lead(people[0]))
    world.registered(world.alice, domain="other.example", lead=world.lead(people[1]))
    merge(world, people[2], people[0])
    kept = [one for one in traits(world) if one[3:] != ("", [])]
    rebuild_traits(world.session)
    told = [one for one in traits(world) if one[3:] != ("", [])]
    assert [(one[0], *one[3:]) for one in kept] == [(one[0], *one[3:]) for one in told]
    assert [one[3:] for one in told] == [("converted", ["registered"]), ("converted", ["won"])]


@pytest.mark.parametrize(("one", "other", "holds"), [("accepted", "disqualified", "accepted"),
                                                     ("working", "converted", "converted")])  # fmt: skip
def test_of_two_states_the_further_holds(one: str, other: str, holds: str) -> None:
    assert further(LeadState(one), LeadState(other)) is LeadState(holds)
    assert further(LeadState(other), LeadState(one)) is LeadState(holds)


def test_the_last_reaction_deletes_the_dropped_contact() -> None:
    assert [job.__module__.split(".")[1] for job in REACTIONS[audiences.CONTACTS_MERGED]] == [
        "events", "launches", "deals", "leads", "tracking", "delivery", "audiences"
    ]  # fmt: skip
