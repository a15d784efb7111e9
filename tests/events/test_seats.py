"""Seats, the waiting list, offers."""

from datetime import timedelta

import pytest

from tcma.base.errors import Refusal
from tcma.delivery.models import Message
from tcma.events import actions
from tcma.events.rules import OfferOver, SeatState, TooLate
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import Channel, ResponseKind, TouchKind
from tests.events.world import LUNCH, NOW, World

DAY = timedelta(days=1)


def test_a_seat_is_confirmed_at_once_and_a_mail_says_so(world: World) -> None:
    event = world.published()
    one = world.registers(event)
    assert one.state is SeatState.CONFIRMED
    assert world.told(event, "confirmation") == {"Sara": "queued"}
    message = world.session.query(Message).filter_by(recipient_key=str(one.id)).one()
    assert message.values["seat"].startswith("http")
    assert message.values["basis"] == "registered"


def test_who_registers_twice_has_one_seat_and_one_mail(world: World) -> None:
    event = world.published()
    assert world.registers(event).id == world.registers(event, email="SARA@reader.example").id
    assert world.told(event, "confirmation") == {"Sara": "queued"}
    assert world.session.query(Response).count() == 1


def test_when_the_table_is_full_people_wait_in_order(world: World) -> None:
    event = world.published(capacity=1)
    for name in ("Sara", "Jonas", "Layla"):
        world.registers(event, name)
    assert world.states(event) == {"Sara": "confirmed", "Jonas": "waitlisted", "Layla": "waitlisted"}
    assert world.told(event, "waiting-list") == {"Jonas": "queued", "Layla": "queued"}


def test_a_seat_given_back_is_offered_to_the_first_who_waits(world: World) -> None:
    event = world.published(capacity=1)
    sara, jonas, _layla = (world.registers(event, name) for name in ("Sara", "Jonas", "Layla"))
    actions.give_back(world.session, sara.id, now=NOW)
    assert world.states(event) == {"Sara": "cancelled", "Jonas": "offered", "Layla": "waitlisted"}
    assert jonas.offer_expires_at == NOW + DAY
    assert world.told(event, "seat-offered") == {"Jonas": "queued"}
    actions.take_seat(world.session, jonas.id, now=NOW)
    assert world.told(event, "confirmation") == {"Sara": "queued", "Jonas": "queued"}


def test_an_offer_near_the_event_lasts_half_of_the_time_left(world: World) -> None:
    event = world.published(capacity=1)
    sara, jonas = (world.registers(event, name) for name in ("Sara", "Jonas"))
    late = LUNCH - timedelta(hours=10)
    actions.give_back(world.session, sara.id, now=late)
    assert jonas.offer_expires_at == LUNCH - timedelta(hours=5)


def test_an_offer_that_nobody_took_goes_to_the_next(world: World) -> None:
    event = world.published(capacity=1)
    sara, jonas, layla = (world.registers(event, name) for name in ("Sara", "Jonas", "Layla"))
    actions.give_back(world.session, sara.id, now=NOW)
    assert not actions.expire_offer(world.session, jonas.id, now=NOW + DAY - timedelta(seconds=1))
    assert actions.expire_offer(world.session, jonas.id, now=NOW + DAY)
    assert not actions.expire_offer(world.session, jonas.id, now=NOW + DAY)
    assert world.states(event) == {"Sara": "cancelled", "Jonas": "offer_expired", "Layla": "offered"}
    with pytest.raises(OfferOver):
        actions.take_seat(world.session, jonas.id, now=NOW + DAY)
    assert layla.offer_expires_at == NOW + 2 * DAY


def test_an_offer_whose_time_is_over_is_over_before_the_beat_finds_it(world: World) -> None:
    event = world.published(capacity=1)
    sara, jonas = (world.registers(event, name) for name in ("Sara", "Jonas"))
    actions.give_back(world.session, sara.id, now=NOW)
    with pytest.raises(OfferOver):
        actions.take_seat(world.session, jonas.id, now=NOW + DAY)
    assert jonas.state is SeatState.OFFERED


def test_a_seat_kept_for_somebody_is_nobody_elses(world: World) -> None:
    event = world.published(capacity=1)
    sara, _jonas = (world.registers(event, name) for name in ("Sara", "Jonas"))
    actions.give_back(world.session, sara.id, now=NOW)
    assert world.registers(event, "Omar").state is SeatState.WAITLISTED


def test_who_gave_a_seat_back_and_comes_again_waits_behind_the_others(world: World) -> None:
    event = world.published(capacity=1)
    sara, _jonas = (world.registers(event, name) for name in ("Sara", "Jonas"))
    actions.give_back(world.session, sara.id, now=NOW)
    again = world.registers(event, "Sara")
    assert again.id != sara.id
    assert again.state is SeatState.WAITLISTED
    assert again.position == 2


def test_more_seats_go_to_those_who_wait_and_fewer_than_are_taken_can_not_be(world: World) -> None:
    event = world.published(capacity=1)
    for name in ("Sara", "Jonas", "Layla"):
        world.registers(event, name)
    actions.set_capacity(world.session, event, capacity=2, now=NOW)
    assert world.states(event) == {"Sara": "confirmed", "Jonas": "offered", "Layla": "waitlisted"}
    with pytest.raises(Refusal, match="2 seats are taken"):
        actions.set_capacity(world.session, event, capacity=1, now=NOW)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)], ids=["as it begins", "after"])
def test_nobody_registers_once_it_begins(world: World, late: timedelta) -> None:
    event = world.published()
    with pytest.raises(TooLate):
        world.registers(event, now=LUNCH + late)
    assert world.registers(event, now=LUNCH - timedelta(seconds=1)).state is SeatState.CONFIRMED


def test_a_registration_is_a_response_with_a_touch_of_the_page(world: World) -> None:
    event = world.published()
    one = world.registers(event, dietary="Nuts")
    response = world.session.query(Response).one()
    touch = world.session.get_one(Touch, response.touch_id)
    assert (response.kind, response.launch_id, response.contact_id) == (
        ResponseKind.REGISTRATION, event.id, one.contact_id)  # fmt: skip
    assert response.answers["dietary"] == "Nuts"
    assert (touch.kind, touch.channel, touch.asset_id, touch.counts) == (
        TouchKind.REGISTRATION, Channel.PAGE, world.page, True)  # fmt: skip


def test_attendance_is_a_touch_of_its_own_and_earns_nothing_once_it_is_taken_back(world: World) -> None:
    event = world.published()
    one = world.registers(event)
    response = actions.record_attendance(world.session, one, now=LUNCH)
    assert actions.record_attendance(world.session, one, now=LUNCH).id == response.id
    touch = world.session.get_one(Touch, response.touch_id)
    assert (touch.kind, touch.channel, touch.counts) == (TouchKind.ATTENDANCE, Channel.EVENT, True)
    actions.withdraw_attendance(world.session, response)
    assert touch.counts is False
    actions.record_attendance(world.session, one, now=LUNCH)
    assert touch.counts is True
