"""Quiet hours: nothing leaves for a reader at night or, if the programme says so, on days that are not worked."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.zones import wall
from tcma.delivery import actions, queries
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import Policy
from tcma.delivery.rules.quiet import Quiet
from tcma.partners.models import Programme
from tcma.senders.actions.warming import start_warm_up
from tests import cast
from tests.delivery.conftest import a_composition, a_partner

NIGHT = Quiet(time(21), time(7))
WEEK = Quiet(time(20), time(8), weekends=True)
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Riyadh", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "opens"),
    [
        (NIGHT, "UTC", "2026-11-25 20:59:59", "2026-11-25 20:59:59"),
        (NIGHT, "UTC", "2026-11-25 21:00", "2026-11-26 07:00"),
        (NIGHT, "UTC", "2026-11-26 03:00", "2026-11-26 07:00"),
        (NIGHT, "UTC", "2026-11-26 07:00", "2026-11-26 07:00"),
        (NIGHT, "Asia/Dubai", "2026-11-26 17:30", "2026-11-27 03:00"),
        (NIGHT, "UTC", "2026-11-28 12:00", "2026-11-28 12:00"),
        (WEEK, "UTC", "2026-11-27 19:59", "2026-11-27 19:59"),
        (WEEK, "UTC", "2026-11-27 21:00", "2026-11-30 08:00"),  # from Friday evening to Monday morning
        (WEEK, "UTC", "2026-11-28 12:00", "2026-11-30 08:00"),
        (WEEK, "Asia/Riyadh", "2026-11-27 09:00", "2026-11-29 05:00"),  # there it is Friday and Saturday
        (WEEK, "Asia/Riyadh", "2026-11-29 09:00", "2026-11-29 09:00"),
        (Quiet(time(12), time(14)), "UTC", "2026-11-26 13:00", "2026-11-26 14:00"),
        (Quiet(weekends=True), "UTC", "2026-11-28 12:00", "2026-11-30 00:00"),
        (Quiet(), "UTC", "2026-11-28 03:00", "2026-11-28 03:00"),
        (Quiet(time(9), time(9)), "UTC", "2026-11-28 09:00", "2026-11-28 09:00"),
        (NIGHT, "Europe/Berlin", "2026-03-28 23:00", "2026-03-29 05:00"),  # a night of an hour less
        (NIGHT, "Europe/Berlin", "2026-10-24 23:00", "2026-10-25 06:00"),  # and of one more
        (Quiet(time(0), time(2, 30)), "Europe/Berlin", "2026-03-28 23:30", "2026-03-29 01:30"),
        (Quiet(time(0), time(2, 30)), "Europe/Berlin", "2026-10-24 23:30", "2026-10-25 00:30"),
        (Quiet(time(2), time(2, 30)), "Europe/Berlin", "2026-10-25 01:10", "2026-10-25 02:10"),  # the second 02:10
    ],
)  # fmt: skip
def test_quiet_hours_end_by_the_readers_clock(quiet: Quiet, zone: str, now: str, opens: str) -> None:
    assert quiet.opens(at(now), zone) == at(opens)


hours = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(begins=hours, ends=hours, weekends=st.booleans(), zone=st.sampled_from(ZONES),
       minutes=st.integers(0, 366 * 24 * 60))
def test_when_it_opens_it_is_not_quiet_and_never_more_than_four_days_away(
    begins: time, ends: time, weekends: bool, zone: str, minutes: int
) -> None:
    quiet, now = Quiet(begins, ends, weekends), at("2026-01-01 00:00") + timedelta(minutes=minutes)
    opens = quiet.opens(now, zone)
    assert not quiet.holds(wall(opens, zone), zone)
    assert timedelta() <= opens - now <= timedelta(days=4)
    assert (opens == now) is not quiet.holds(wall(now, zone), zone)


EVENING = at("2026-11-25 20:30")  # in Berlin 21:30, in New York 15:30
HOME = "Partner <p@northgate.example>"


@pytest.fixture
def quiet_nights(session: Session, wired: object) -> Programme:
    found = cast.programme(session)
    found.quiet_from, found.quiet_until = time(21), time(7)
    session.flush()
    return found


def a_step(
    session: Session, zones: Sequence[str], now: datetime, *, local_at: datetime | None = None, service: bool = False,
    policy: Policy = Policy.AT_MOST_ONCE,
) -> Step:  # fmt: skip
    partner = a_partner(session, now)
    step = actions.schedule(
        session, partner_id=partner.id, origin="launch", origin_id=partner.id, policy=policy, sender=HOME,
        contents={"en": a_composition(session, partner.id, now)}, due_at=now, local_at=local_at, service=service,
    )  # fmt: skip
    people = [
        Recipient(key=f"p{n}@example.com", email=f"p{n}@example.com", addr_key=f"p{n}@example.com", language="en",
                  values={}, timezone=zone)
        for n, zone in enumerate(zones)
    ]  # fmt: skip
    actions.plan(session, step=step, recipients=people, now=now)
    actions.finish_planning(session, step=step, now=now)
    return step


def waiting(session: Session, step: Step) -> list[tuple[str, str, datetime | None]]:
    session.expire_all()
    found = session.scalars(select(Message).where(Message.step_id == step.id).order_by(Message.email))
    return [(one.state.value, one.waits_for, one.leaves_at) for one in found]


def begin(session: Session, step: Step, now: datetime) -> list[str]:
    """Who goes out."""
    claim = actions.claim(session, step_id=step.id, size=50, lease=60)
    begun = actions.begin(session, claim_id=claim.id, lease=300, now=now) if claim else None
    return sorted(one.email for one in begun.messages.values()) if begun else []


def test_what_is_planned_in_the_evening_waits_for_the_morning_where_the_reader_is(
    session: Session, quiet_nights: Programme
) -> None:
    step = a_step(session, ["Europe/Berlin", "America/New_York"], EVENING)
    assert waiting(session, step) == [("queued", "quiet", at("2026-11-26 06:00")), ("queued", "", None)]
    assert begin(session, step, EVENING) == ["p1@example.com"]
    assert queries.counts(session, [step.id])["planned"] == 2


def test_what_is_still_here_when_the_night_comes_waits_with_all_of_its_zone(
    session: Session, quiet_nights: Programme
) -> None:
    noon = at("2026-11-25 12:00")
    step = a_step(session, ["Europe/Berlin", "America/New_York", "Europe/Berlin"], noon)
    claim = actions.claim(session, step_id=step.id, size=2, lease=60)
    assert claim is not None
    begun = actions.begin(session, claim_id=claim.id, lease=300, now=EVENING)
    assert begun is None or [one.email for one in begun.messages.values()] == ["p1@example.com"]
    begin(session, step, EVENING)
    states = waiting(session, step)
    assert states[0] == states[2] == ("queued", "quiet", at("2026-11-26 06:00"))
    assert states[1][0] == "sending"
    assert begin(session, step, EVENING) == []


def test_what_somebody_asked_for_comes_at_any_hour(session: Session, quiet_nights: Programme) -> None:
    seat = a_step(session, ["Europe/Berlin"], EVENING, service=True)
    assert waiting(session, seat) == [("queued", "", None)]
    assert begin(session, seat, EVENING) == ["p0@example.com"]


def test_a_step_by_the_readers_clock_leaves_at_each_ones_time(session: Session, quiet_nights: Programme) -> None:
    now = at("2026-11-24 00:00")
    step = a_step(session, ["Asia/Dubai", "America/New_York", "", "Pacific/Kiritimati"], now,
                  local_at=datetime.fromisoformat("2026-11-24 10:00"))  # fmt: skip
    assert [leaves for _, _, leaves in waiting(session, step)] == [
        at("2026-11-24 06:00"), at("2026-11-24 15:00"), at("2026-11-24 10:00"), None,  # over there already
    ]  # fmt: skip
    assert {why for _, why, _ in waiting(session, step)} == {"local", ""}


def test_a_time_of_each_reader_in_the_night_moves_to_the_morning(session: Session, quiet_nights: Programme) -> None:
    late = datetime.fromisoformat("2026-11-24 23:00")
    step = a_step(session, ["Europe/Berlin"], at("2026-11-24 10:00"), local_at=late)
    assert waiting(session, step) == [("queued", "quiet", at("2026-11-25 06:00"))]


def test_a_run_shows_how_many_wait_and_until_when(session: Session, quiet_nights: Programme) -> None:
    step = a_step(session, ["Europe/Berlin", "Asia/Dubai", "America/New_York"], EVENING)
    found = queries.tallies(session, [step.id], now=EVENING)[step.id]
    assert found.waiting_for == {"quiet": 2}
    assert found.next_at == at("2026-11-26 03:00")
    later = queries.tallies(session, [step.id], now=at("2026-11-26 04:00"))[step.id]
    assert (later.waiting_for, later.next_at) == ({"quiet": 1}, at("2026-11-26 06:00"))


def test_a_full_day_of_a_new_sender_ends_when_it_is_not_quiet_either(session: Session, quiet_nights: Programme) -> None:
    noon = at("2026-11-25 12:00")
    start_warm_up(session, "northgate.example", now=noon)
    step = a_step(session, ["Europe/Berlin"] * 51 + ["America/New_York"] * 2, noon)
    for _ in range(2):
        begin(session, step, noon)
    left = {(why, leaves) for state, why, leaves in waiting(session, step) if state == "queued"}
    assert left <= {("warm_up", at("2026-11-26 06:00")), ("warm_up", at("2026-11-25 23:00"))}
    assert [state for state, _, _ in waiting(session, step)].count("sending") == 50
    assert ("warm_up", at("2026-11-26 06:00")) in left
