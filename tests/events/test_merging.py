"""One person, one seat: seats follow a merged contact, and a second one goes to who waits."""

from sqlalchemy import select

from tcma.events import actions
from tcma.events.models import Registration
from tests.events.world import NOW, World


def test_of_two_seats_the_better_stays_and_the_other_goes_to_who_waits(world: World) -> None:
    event = world.published(capacity=2)
    first, second, third = (world.registers(event, name) for name in ("Sara", "Jonas", "Layla"))
    assert [one.state.value for one in (first, second, third)] == ["confirmed", "confirmed", "waitlisted"]
    kept, dropped = second.contact_id, first.contact_id
    for _ in range(2):
        actions.follow_merge(world.session, kept_id=kept, dropped_id=dropped, now=NOW)
    world.session.expire_all()
    assert [one.state.value for one in (first, second, third)] == ["cancelled", "confirmed", "offered"]
    assert set(world.session.scalars(select(Registration.contact_id))) == {kept, third.contact_id}


def test_a_seat_of_the_dropped_contact_is_the_kept_ones(world: World) -> None:
    event = world.published()
    seat = world.registers(event, "Sara")
    kept = world.person("Nadia")
    actions.follow_merge(world.session, kept_id=kept.id, dropped_id=seat.contact_id, now=NOW)
    world.session.expire_all()
    assert (seat.contact_id, seat.state.value) == (kept.id, "confirmed")
