"""Offsets are counted by the clock on the wall where the event is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tcma.events.rules import due, offer_until, when

BERLIN = ZoneInfo("Europe/Berlin")
AFTER_THE_CHANGE = datetime(2027, 3, 30, 12, tzinfo=BERLIN)  # the clocks went forward on the 28th


@pytest.mark.parametrize(
    ("offset", "local"),
    [
        ("-21d", datetime(2027, 3, 9, 12, tzinfo=BERLIN)),
        ("-1d", datetime(2027, 3, 29, 12, tzinfo=BERLIN)),
        ("-2d", datetime(2027, 3, 28, 12, tzinfo=BERLIN)),
        ("-2h", datetime(2027, 3, 30, 10, tzinfo=BERLIN)),
        ("+30min", datetime(2027, 3, 30, 12, 30, tzinfo=BERLIN)),
        ("+1d 10:00", datetime(2027, 3, 31, 10, tzinfo=BERLIN)),
    ],
)
def test_days_keep_the_time_of_the_clock_across_the_change(offset: str, local: datetime) -> None:
    assert due(AFTER_THE_CHANGE.astimezone(UTC), offset, "Europe/Berlin") == local.astimezone(UTC)


def test_three_weeks_over_the_change_are_an_hour_shorter() -> None:
    found = due(AFTER_THE_CHANGE, "-21d", "Europe/Berlin")
    assert found is not None
    assert AFTER_THE_CHANGE.astimezone(UTC) - found == timedelta(days=21) - timedelta(hours=1)


def test_hours_pass_as_they_do_in_the_night_of_the_change() -> None:
    start = datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN)
    found = due(start, "-2h", "Europe/Berlin")
    assert found is not None
    assert found.astimezone(BERLIN).strftime("%H:%M") == "00:30"


def test_a_time_that_the_clocks_leave_out_is_the_one_an_hour_later() -> None:
    found = due(datetime(2027, 3, 27, 12, tzinfo=BERLIN), "+1d 02:30", "Europe/Berlin")
    assert found is not None
    assert found.astimezone(BERLIN).strftime("%H:%M") == "03:30"


def test_the_zone_of_the_event_counts_and_no_other() -> None:
    start = datetime(2027, 3, 30, 8, tzinfo=UTC)  # noon in Dubai, which never changes its clocks
    assert due(start, "-21d", "Asia/Dubai") == start - timedelta(days=21)


def test_at_once_has_no_time() -> None:
    assert due(AFTER_THE_CHANGE, "at once", "Europe/Berlin") is None


def test_an_offer_lasts_a_day_or_half_of_what_is_left() -> None:
    now = datetime(2027, 3, 1, tzinfo=UTC)
    assert offer_until(now, now + timedelta(days=9)) == now + timedelta(days=1)
    assert offer_until(now, now + timedelta(days=2)) == now + timedelta(days=1)
    assert offer_until(now, now + timedelta(hours=3)) == now + timedelta(minutes=90)


def test_when_it_is_carries_the_zone() -> None:
    said = when(AFTER_THE_CHANGE, 75, "Europe/Berlin").replace("\u202f", " ")
    assert said == "Tuesday, March 30, 2027, 12:00 PM to 1:15 PM, Berlin time (GMT+2)"
