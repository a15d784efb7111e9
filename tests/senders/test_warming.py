"""A new domain's day: 50, then twice as much after each day that was used, until it has grown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.base.clock import now as clock_now
from tcma.base.errors import Invalid, NotFound
from tcma.base.roles import Actor
from tcma.base.tools import provide
from tcma.delivery.jobs import due_warm_ups, watch_warm_ups
from tcma.delivery.ports import Mailer
from tcma.delivery.rules.holds import Standing
from tcma.senders.actions import keep_identity
from tcma.senders.actions.warming import end_warm_up, give_back, room_of, start_warm_up, take
from tcma.senders.ports import Identity
from tcma.senders.queries.warming import ended_warm_ups, warming
from tcma.senders.rules.warming import Ramp, is_grown, limit_of, next_day
from tests import cast
from tests.deals.pages import signed_in, words
from tests.senders.conftest import brought

MONDAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
DOMAIN = "kestrel.example"


def test_the_limit_doubles_until_it_holds_nothing_back() -> None:
    assert [limit_of(level) for level in range(5)] == [50, 100, 200, 400, 800]
    assert [is_grown(limit_of(level), -1) for level in (9, 10)] == [False, True]
    assert (is_grown(200, 200), is_grown(200, 201), is_grown(50, 0)) == (True, False, False)


@pytest.mark.parametrize(
    ("ramp", "days", "expected"),
    [
        (Ramp(0, MONDAY, 50), 0, Ramp(0, MONDAY, 50)),
        (Ramp(0, MONDAY, 50), 1, Ramp(1, MONDAY + timedelta(1), 0)),
        (Ramp(2, MONDAY, 100), 3, Ramp(3, MONDAY + timedelta(3), 0)),
        (Ramp(2, MONDAY, 99), 1, Ramp(2, MONDAY + timedelta(1), 0)),  # less than half: no higher
        (Ramp(4, MONDAY, 800), 31, Ramp(0, MONDAY + timedelta(31), 0)),  # as good as new
        (Ramp(4, MONDAY, 700), -3, Ramp(4, MONDAY, 700)),  # a clock that was put back
    ],
)
def test_a_day_begins_higher_if_the_one_before_was_used(ramp: Ramp, days: int, expected: Ramp) -> None:
    assert ramp.on(MONDAY + timedelta(days)) == expected


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10**6)), max_size=30))
def test_no_day_takes_more_than_four_times_the_most_that_went_before(days: list[tuple[int, int]]) -> None:
    ramp, most = Ramp(0, MONDAY, 0), 25
    for later, wanted in days:
        ramp = ramp.on(ramp.day + timedelta(later))
        ramp = Ramp(ramp.level, ramp.day, ramp.taken + min(wanted, ramp.left))
        assert ramp.taken <= max(50, 4 * most)  # at least half of a limit was used for the next to be double
        most = max(most, ramp.taken)


def test_the_next_day_begins_at_midnight_of_the_programme() -> None:
    assert next_day(MONDAY, "Europe/Amsterdam") == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert next_day(date(2026, 3, 28), "Europe/Amsterdam") == datetime(2026, 3, 28, 23, tzinfo=UTC)


def test_what_is_taken_is_gone_for_the_day_and_what_is_given_back_is_there_again(session: Session) -> None:
    cast.programme(session)
    start_warm_up(session, DOMAIN, now=NOW)
    room = room_of(session, DOMAIN, now=NOW)
    assert room is not None
    assert (room.left, room.opens_at) == (50, datetime(2026, 11, 30, 23, tzinfo=UTC))
    take(session, room, 40)
    give_back(session, DOMAIN, 5, now=NOW)
    assert [(one.domain, one.ramp.taken, one.ramp.limit) for one in warming(session, now=NOW)] == [(DOMAIN, 35, 50)]
    tomorrow = NOW + timedelta(1)
    give_back(session, DOMAIN, 35, now=tomorrow)  # not of this day
    after = room_of(session, DOMAIN, now=tomorrow)
    assert after is not None
    assert (after.left, after.ramp.level) == (100, 1)
    assert room_of(session, "other.example", now=NOW) is None


def test_who_ends_it_says_why_and_it_does_not_begin_again(session: Session) -> None:
    vera = cast.vera(session)
    start_warm_up(session, DOMAIN, now=NOW)
    with pytest.raises(Invalid):
        end_warm_up(session, DOMAIN, reason="  ", now=NOW, person_id=vera.id)
    end_warm_up(session, DOMAIN, reason="It has sent for years.", now=NOW, person_id=vera.id)
    start_warm_up(session, DOMAIN, now=NOW)
    assert warming(session, now=NOW) == []
    [ended] = ended_warm_ups(session)
    assert (ended.ended_reason, ended.ended_by) == ("It has sent for years.", vera.id)
    assert room_of(session, DOMAIN, now=NOW) is None
    with pytest.raises(NotFound):
        end_warm_up(session, DOMAIN, reason="Twice.", now=NOW, person_id=vera.id)


def test_a_partners_own_domain_warms_up_from_the_moment_it_is_verified(session: Session, alice: Actor) -> None:
    sender = brought(session, alice)
    waiting = Identity(sender.domain, tokens=("a", "b", "c"), status="PENDING", verified=False)
    keep_identity(session, sender.id, waiting, {}, now=NOW)
    assert warming(session, now=NOW) == []
    done = Identity(sender.domain, tokens=("a", "b", "c"), status="SUCCESS", verified=True)
    keep_identity(session, sender.id, done, {}, now=NOW)
    assert [one.domain for one in warming(session, now=NOW)] == [sender.domain]


def test_a_domain_that_may_send_what_the_account_may_has_grown(session: Session, wired: object) -> None:
    cast.programme(session)
    now = clock_now(session)
    assert due_warm_ups(session) == []
    start_warm_up(session, DOMAIN, now=now)
    mailer = LocalMailer(says=Standing(day_quota=200))
    provide(Mailer, mailer)
    watch_warm_ups()
    assert [one.domain for one in warming(session, now=now)] == [DOMAIN]
    assert due_warm_ups(session) == [""]
    mailer.says = Standing(day_quota=50)
    watch_warm_ups()
    assert warming(session, now=now) == []
    assert [one.ended_by for one in ended_warm_ups(session)] == [None]


def test_a_partner_sees_how_far_its_sender_is_and_the_vendor_ends_it_with_a_reason(
    app: Flask, session: Session, alice: Actor
) -> None:
    now = clock_now(session)
    start_warm_up(session, "northgate.example", now=now)
    room = room_of(session, "northgate.example", now=now)
    assert room is not None
    take(session, room, 20)
    partner, vendor = signed_in(app, session, alice), signed_in(app, session, cast.actor(cast.vera(session)))
    seen = words(partner.get("/sender"))
    assert "Warming up northgate.example" in seen
    assert "s 50 are sent" in seen
    assert partner.post("/hq/senders/northgate.example/grown", data={"reason": "x"}).status_code == 404
    assert "It needs no warming up" in words(vendor.get("/hq/senders"))
    address = "/hq/senders/northgate.example/grown"
    assert "Say why it needs no warming up" in words(vendor.post(address, data={"reason": " "}), 422)
    assert vendor.post(address, data={"reason": "It has sent for years."}).status_code == 303
    assert "It has sent for years." in words(vendor.get("/hq/senders"))
    assert "Warming up" not in words(partner.get("/sender"))
    assert vendor.post(address, data={"reason": "Again."}).status_code == 404
