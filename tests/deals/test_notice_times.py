"""When a partner is told that a protection ends: by the calendar on its wall."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.deals.rules import days_left, missed, next_due, notices

UNTIL = datetime(2026, 8, 10, 8, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis wants bounds without a zone
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Dubai", "America/Los_Angeles", "Pacific/Auckland"])


def mornings(until: datetime, zone: str) -> list[str]:
    return [one.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for one in notices(until, zone)]


@pytest.mark.parametrize(
    ("until", "zone", "expected"),
    [
        # over the end of a month; the last morning is before the end
        ("2026-08-10T08:00", "Europe/London",
         ["2026-07-26 08:00", "2026-08-03 08:00", "2026-08-09 08:00", "2026-08-10 08:00"]),
        # over a leap day and a year's end
        ("2028-03-05T20:00", "UTC", ["2028-02-19 08:00", "2028-02-27 08:00", "2028-03-04 08:00", "2028-03-05 08:00"]),
        ("2027-01-03T20:00", "UTC", ["2026-12-19 08:00", "2026-12-27 08:00", "2027-01-02 08:00", "2027-01-03 08:00"]),
        # the clocks change in between: it is morning all the same
        ("2026-03-31T10:00", "Europe/Berlin",
         ["2026-03-16 08:00", "2026-03-24 08:00", "2026-03-30 08:00", "2026-03-31 08:00"]),
        # it ends at night: the morning would be too late
        ("2026-08-10T01:00", "Europe/London",
         ["2026-07-26 08:00", "2026-08-03 08:00", "2026-08-09 08:00", "2026-08-10 00:00"]),
        # the day is the partner's: in Auckland it is the 11th already
        ("2026-08-10T21:00", "Pacific/Auckland",
         ["2026-07-27 08:00", "2026-08-04 08:00", "2026-08-10 08:00", "2026-08-11 08:00"]),
    ],
)  # fmt: skip
def test_notices_come_15_7_and_1_days_before_and_on_the_day(until: str, zone: str, expected: list[str]) -> None:
    assert mornings(datetime.fromisoformat(f"{until}+00:00"), zone) == expected


def test_what_is_due_next_is_a_notice_and_after_the_last_the_end() -> None:
    moment, steps = UNTIL - timedelta(days=90), []
    while moment < UNTIL:
        moment = next_due(UNTIL, "Europe/London", moment)
        steps.append(moment.isoformat(timespec="minutes")[5:16])
    assert steps == ["07-26T07:00", "08-03T07:00", "08-09T07:00", "08-10T07:00", "08-10T08:00"]


def test_a_short_protection_begins_with_the_notices_that_are_still_to_come() -> None:
    assert next_due(UNTIL, "Europe/London", UNTIL - timedelta(days=10)) == datetime(2026, 8, 3, 7, tzinfo=UTC)


def test_of_several_missed_notices_only_the_latest_counts() -> None:
    since, now = datetime(2026, 7, 26, 7, tzinfo=UTC), datetime(2026, 8, 9, 12, tzinfo=UTC)
    late = missed(UNTIL, "Europe/London", since=since, now=now)
    assert late is not None
    assert late.days == 1
    assert missed(UNTIL, "Europe/London", since=since, now=since - timedelta(seconds=1)) is None


def test_days_are_those_of_the_partners_calendar() -> None:
    evening = datetime(2026, 8, 9, 22, 30, tzinfo=UTC)
    assert days_left(UNTIL, "UTC", evening) == 1
    assert days_left(UNTIL, "Europe/London", evening) == 1
    assert days_left(UNTIL, "Europe/Berlin", evening) == 0
    assert days_left(UNTIL, "UTC", UNTIL + timedelta(days=2)) == 0


@given(MOMENTS, ZONES)
def test_notices_are_in_order_before_the_end_and_say_the_days_that_are_left(until: datetime, zone: str) -> None:
    found = notices(until, zone)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert all(one.at < until and days_left(until, zone, one.at) == one.days for one in found)
    assert [one.days for one in found][:3] == [15, 7, 1]
