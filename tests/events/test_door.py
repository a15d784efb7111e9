"""In, undone and added on the spot; each of it once, however often it is sent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.events.actions import give_back
from tcma.events.actions.closing import close
from tcma.events.actions.door import AtDoor, WalkIn, check_in, let_in, undo_check_in, walk_in
from tcma.events.models import Event, Registration
from tcma.events.queries.door import Headcount, guests, headcount, matching, with_code
from tcma.events.rules import SeatState
from tcma.events.rules.door import Outcome, ticket_code, typed_code
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import Channel, ResponseKind
from tests.events.world import LUNCH, NOW, World

NOON = LUNCH + timedelta(minutes=2)
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def event(world: World) -> Event:
    return world.published(capacity=3)


def enters(session: Session, one: Registration, key: str = "k1", *, late: int = 0) -> AtDoor:
    at = NOON + timedelta(minutes=late)
    return check_in(session, one.event_id, one.id, key=key, at=at, now=at)


def ruth(**changes: str) -> WalkIn:
    return WalkIn(**{"email": "ruth@reader.example", "first_name": "Ruth", "last_name": "Sample", **changes})


def touches(session: Session, kind: ResponseKind = ResponseKind.ATTENDANCE) -> list[tuple[bool, Channel]]:
    rows = session.execute(
        select(Touch.counts, Touch.channel).join(Response, Response.touch_id == Touch.id).where(Response.kind == kind)
    )
    return [(counts, channel) for counts, channel in rows]


def test_the_first_check_in_counts_and_is_a_touch_of_its_own(session: Session, world: World, event: Event) -> None:
    one = world.registers(event)
    world.registers(event, "Jonas")
    found = enters(session, one)
    assert (found.outcome, found.count.present, found.count.expected) == (Outcome.IN, 1, 2)
    assert (one.state, one.checked_in_at) == (SeatState.ATTENDED, NOON)
    assert touches(session) == [(True, Channel.EVENT)]


def test_a_second_scan_says_when_the_first_was_and_changes_nothing(
    session: Session, world: World, event: Event
) -> None:
    one = world.registers(event)
    enters(session, one)
    found = enters(session, one, "k2", late=9)
    assert (found.outcome, found.guest and found.guest.checked_in_at) == (Outcome.ALREADY, NOON)
    assert len(touches(session)) == 1


def test_the_same_scan_sent_again_is_the_first_one(session: Session, world: World, event: Event) -> None:
    one = world.registers(event)
    assert [enters(session, one, late=n).outcome for n in range(3)] == [Outcome.IN] * 3
    assert one.checked_in_at == NOON
    assert len(touches(session)) == 1


def test_what_was_undone_earns_nothing_and_an_old_answer_brings_nobody_back(
    session: Session, world: World, event: Event
) -> None:
    one = world.registers(event)
    enters(session, one)
    found = undo_check_in(session, event.id, one.id, key="k1", now=LATER)
    assert (found.outcome, found.count.present, one.state) == (Outcome.UNDONE, 0, SeatState.CONFIRMED)
    assert touches(session) == [(False, Channel.EVENT)]
    assert enters(session, one).outcome is Outcome.UNDONE, "the phone sends its first scan once more"
    assert world.states(event) == {"Sara": "confirmed"}
    assert enters(session, one, "k2", late=20).outcome is Outcome.IN
    assert touches(session) == [(True, Channel.EVENT)], "who comes after all has come once"


def test_undoing_twice_or_another_check_in_changes_nothing(session: Session, world: World, event: Event) -> None:
    one = world.registers(event)
    enters(session, one)
    undo_check_in(session, event.id, one.id, key="k1", now=LATER)
    enters(session, one, "k2", late=8)
    assert undo_check_in(session, event.id, one.id, key="k1", now=LATER).outcome is Outcome.ALREADY
    assert one.state is SeatState.ATTENDED
    for _ in range(2):
        assert undo_check_in(session, event.id, one.id, now=LATER).outcome is Outcome.UNDONE
    assert world.states(event) == {"Sara": "confirmed"}


def test_who_waits_or_gave_the_seat_back_is_not_let_in(session: Session, world: World, event: Event) -> None:
    first = [world.registers(event, name) for name in ("Sara", "Jonas", "Layla")]
    waiting = world.registers(event, "Omar")
    give_back(session, first[0].id, now=NOW)
    assert waiting.state is SeatState.OFFERED
    assert enters(session, waiting).outcome is Outcome.WAITING
    assert enters(session, first[0]).outcome is Outcome.CANCELLED
    assert touches(session) == []


def test_a_guest_of_another_event_is_not_on_this_list(session: Session, world: World, event: Event) -> None:
    elsewhere = world.registers(world.published(key="other"))
    found = check_in(session, event.id, elsewhere.id, key="k", at=NOON, now=NOON)
    assert (found.outcome, found.guest, elsewhere.state) == (Outcome.UNKNOWN, None, SeatState.CONFIRMED)
    assert check_in(session, event.id, new_id(), key="k", at=NOON, now=NOON).outcome is Outcome.UNKNOWN
    assert undo_check_in(session, event.id, elsewhere.id, now=NOON).outcome is Outcome.UNKNOWN
    assert let_in(session, event.id, elsewhere.id, key="k", at=NOON, now=NOON).outcome is Outcome.UNKNOWN


def test_a_walk_in_takes_a_free_seat_and_is_a_lead_and_a_guest(session: Session, world: World, event: Event) -> None:
    world.registers(event)
    found = walk_in(session, event.id, ruth(), key="w1", at=NOON, now=NOON)
    assert found.outcome is Outcome.IN
    assert found.guest is not None
    assert (found.guest.walk_in, found.guest.state, found.count.free) == (True, SeatState.ATTENDED, 1)
    assert len(touches(session, ResponseKind.REGISTRATION)) == 2
    assert len(touches(session)) == 1
    assert world.told(event, "confirmation") == {"Sara": "queued"}, "who stands at the door needs no confirmation"


def test_a_helper_who_works_in_another_language_makes_guests_in_one_that_the_mails_have(
    session: Session, world: World, event: Event
) -> None:
    guest = walk_in(session, event.id, replace(ruth(), language="de-AT"), key="w1", at=NOON, now=NOON).guest
    assert guest is not None
    assert (event.languages, guest.language) == (["en"], "en")
    assert world.registers(event, language="fr").language == "en"


def test_a_walk_in_sent_twice_is_one_guest(session: Session, world: World, event: Event) -> None:
    found = [walk_in(session, event.id, ruth(), key="w1", at=NOON, now=NOON) for _ in range(3)]
    assert {one.outcome for one in found} == {Outcome.IN}
    assert session.scalar(select(func.count()).select_from(Registration)) == 1
    assert walk_in(session, event.id, ruth(), key="w2", at=LATER, now=LATER).outcome is Outcome.ALREADY


def test_a_walk_in_who_was_undone_leaves_the_list_and_stays_away_when_sent_again(
    session: Session, world: World, event: Event
) -> None:
    guest = walk_in(session, event.id, ruth(), key="w1", at=NOON, now=NOON).guest
    assert guest is not None
    found = undo_check_in(session, event.id, guest.id, key="w1", now=LATER)
    assert (guest.state, found.count.free) == (SeatState.CANCELLED, 3)
    assert walk_in(session, event.id, ruth(), key="w1", at=NOON, now=LATER).outcome is Outcome.CANCELLED
    assert walk_in(session, event.id, ruth(), key="w2", at=LATER, now=LATER).outcome is Outcome.IN


def test_a_walk_in_who_had_registered_is_only_checked_in(session: Session, world: World, event: Event) -> None:
    one = world.registers(event)
    found = walk_in(session, event.id, ruth(email="SARA@reader.example"), key="w", at=NOON, now=NOON)
    assert found.guest is one
    assert (one.state, one.first_name, one.walk_in) == (SeatState.ATTENDED, "Sara", False)


def test_nobody_is_added_beyond_the_seats(session: Session, world: World, event: Event) -> None:
    for name in ("Sara", "Jonas", "Layla"):
        world.registers(event, name)
    found = walk_in(session, event.id, ruth(), key="w", at=NOON, now=NOON)
    assert (found.outcome, found.guest, found.count.expected) == (Outcome.FULL, None, 3)
    assert "Ruth" not in world.states(event)


def test_who_waits_gets_a_seat_at_the_door_only_if_one_is_free(session: Session, world: World, event: Event) -> None:
    seated = [world.registers(event, name) for name in ("Sara", "Jonas", "Layla")]
    waiting = world.registers(event, "Omar")
    assert let_in(session, event.id, waiting.id, key="l1", at=NOON, now=NOON).outcome is Outcome.FULL
    assert waiting.state is SeatState.WAITLISTED
    enters(session, seated[0])
    event.capacity = 4
    session.flush()
    assert let_in(session, event.id, waiting.id, key="l2", at=NOON, now=NOON).outcome is Outcome.IN
    assert headcount(session, event) == Headcount(2, 4, 0)


def test_a_seat_that_is_kept_for_somebody_is_theirs_at_the_door(session: Session, world: World, event: Event) -> None:
    seated = [world.registers(event, name) for name in ("Sara", "Jonas", "Layla")]
    waiting = world.registers(event, "Omar")
    give_back(session, seated[0].id, now=NOW)
    assert walk_in(session, event.id, ruth(), key="w", at=NOON, now=NOON).outcome is Outcome.FULL
    assert let_in(session, event.id, waiting.id, key="l", at=NOON, now=NOON).outcome is Outcome.IN


def test_what_phones_send_after_the_end_still_counts(session: Session, world: World, event: Event) -> None:
    came, undone = world.registers(event), world.registers(event, "Jonas")
    enters(session, undone)
    over = LUNCH + timedelta(hours=2)
    assert close(session, event.id, now=over)
    assert came.state is SeatState.NO_SHOW
    found = check_in(session, event.id, came.id, key="k", at=NOON, now=over)
    assert (found.outcome, came.state, came.checked_in_at) == (Outcome.IN, SeatState.ATTENDED, NOON)
    undo_check_in(session, event.id, undone.id, key="k1", now=over)
    assert undone.state is SeatState.NO_SHOW
    assert walk_in(session, event.id, ruth(), key="w", at=NOON, now=over).outcome is Outcome.FULL


def test_the_list_holds_names_and_no_addresses(session: Session, world: World, event: Event) -> None:
    world.registers(event, "Zoe")
    world.registers(event, "Amir", last_name="Müller", company="Al Noor")
    found = guests(session, event.id)
    assert [one.name for one in found] == ["Amir Müller", "Zoe Sample"]
    assert "@" not in str(found)
    assert [one.name for one in matching(found, "MÜL noor")] == ["Amir Müller"]
    assert matching(found, "amir zoe") == []


def test_a_typed_code_finds_its_guest_at_its_own_event_only(session: Session, world: World, event: Event) -> None:
    one, other = world.registers(event), world.registers(world.published(key="other"), "Jonas")
    code = ticket_code(one.id)
    typed = typed_code(f" {code[:4].lower()}-{code[4:]} ".replace("O", "0").replace("I", "1"))
    assert typed == code
    assert with_code(session, event.id, code) == one.id
    assert with_code(session, event.id, ticket_code(other.id)) is None


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEFGHI", "ABCD EFG!", "ÄBCDEFGH"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert typed_code(text) is None
