"""Clocks: zones of countries, the two nights in which clocks change, and working days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global

from tcma.audiences.rules.zones import ZoneFrom, zone_called, zone_of
from tcma.base.zones import main_zone, moment, wall, weekend, work_later, workdays_after

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2026-01-15 10:00", "Europe/Berlin", "2026-01-15 09:00"),
        ("2026-07-15 10:00", "Europe/Berlin", "2026-07-15 08:00"),
        ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29 01:30"),  # there is none: the clock then shows 03:30
        ("2026-10-25 02:30", "Europe/Berlin", "2026-10-25 00:30"),  # there are two: the first
        ("2026-03-08 02:30", "America/New_York", "2026-03-08 07:30"),
        ("2026-11-01 01:30", "America/New_York", "2026-11-01 05:30"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03 15:45"),  # half an hour
        ("2026-05-12 10:00", "Asia/Kolkata", "2026-05-12 04:30"),
        ("2026-05-12 10:00", "Pacific/Kiritimati", "2026-05-11 20:00"),
    ],
)
def test_a_time_of_the_clock_is_one_moment_also_in_the_nights_clocks_change(local: str, zone: str, utc: str) -> None:
    found = moment(datetime.fromisoformat(local), zone)
    assert found == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert wall(found, zone).tzinfo is None


def test_what_the_clock_shows_is_that_moment_again() -> None:
    when = datetime(2026, 7, 15, 8, 0, tzinfo=UTC)
    assert wall(when, "Europe/Berlin") == datetime.fromisoformat("2026-07-15 10:00")
    assert moment(wall(when, "Europe/Berlin"), "Europe/Berlin") == when


def test_every_country_has_a_zone_that_exists() -> None:
    countries = [code for code in get_global("territory_zones") if len(code) == 2 and code.isalpha()]
    without = {code for code in countries if not main_zone(code)}
    assert without == {"AQ", "UM", "ZZ"}  # nobody's country
    assert len([ZoneInfo(main_zone(code)) for code in countries if code not in without]) > 240


@pytest.mark.parametrize(
    ("own", "country", "expected"),
    [
        ("Asia/Tokyo", "DE", ("Asia/Tokyo", ZoneFrom.OWN)),
        ("", "DE", ("Europe/Berlin", ZoneFrom.COUNTRY)),
        ("", "US", ("America/New_York", ZoneFrom.COUNTRY)),
        ("", "AE", ("Asia/Dubai", ZoneFrom.COUNTRY)),
        ("", "", ("Europe/Paris", ZoneFrom.PARTNER)),
        ("", "XX", ("Europe/Paris", ZoneFrom.PARTNER)),
    ],
)
def test_a_person_has_their_own_zone_or_their_countrys_or_the_partners(
    own: str, country: str, expected: tuple[str, ZoneFrom]
) -> None:
    assert zone_of(own, country, "Europe/Paris") == expected


def test_the_week_ends_where_the_reader_is() -> None:
    assert weekend("Europe/Berlin") == (5, 6) == weekend("Asia/Dubai")
    assert weekend("Asia/Riyadh") == (4, 5) == weekend("Africa/Cairo")


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (FRIDAY, 0, date(2026, 11, 27)),
        (FRIDAY, 1, date(2026, 11, 30)),
        (FRIDAY, 5, date(2026, 12, 4)),
        (FRIDAY, 6, date(2026, 12, 7)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 29), 1, date(2026, 12, 1)),
    ],
)
def test_working_days_pass_over_weekends(day: date, number: int, expected: date) -> None:
    assert workdays_after(day, number) == expected


def test_worked_time_passes_over_holidays_and_whoever_never_works_is_waited_for_a_year() -> None:
    friday = datetime(2026, 11, 27, 10, tzinfo=UTC)
    monday = date(2026, 11, 30)
    later = work_later(friday, timedelta(days=2), "UTC", off=(5, 6), holidays=[monday])
    assert later == datetime(2026, 12, 2, 10, tzinfo=UTC)
    assert work_later(friday, timedelta(), "UTC", off=(5, 6)) == friday
    assert work_later(friday, timedelta(days=1), "UTC", off=range(7)) > friday + timedelta(days=365)


def test_working_days_pass_over_the_weekend_of_the_place() -> None:
    assert workdays_after(date(2026, 11, 26), 1, off=(4, 5)) == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"), ("Tokyo", "Asia/Tokyo"),
        ("america/new york", "America/New_York"), (" UTC ", "UTC"), ("", ""), ("CST", None), ("GMT+4", None),
        ("Louisville", None),  # two zones have it
    ],
)  # fmt: skip
def test_a_zone_is_read_as_people_write_it_and_never_guessed(text: str, expected: str | None) -> None:
    assert zone_called(text) == expected
