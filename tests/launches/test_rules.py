"""Times keep the wall clock of the partner's zone; the language is the person's own where it is offered."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.catalogue.rules import Step
from tcma.launches.rules import NotReady, best_time, language_for, start_time, step_time

BERLIN, DUBAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Dubai")
NOW = datetime(2026, 5, 11, 8, tzinfo=UTC)
MINUTE = timedelta(seconds=60)
ZONES = st.sampled_from(["Europe/Berlin", "Asia/Dubai", "America/St_Johns", "Australia/Lord_Howe", "UTC"])
MOMENTS = st.integers(1_700_000_000, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (datetime(2026, 5, 11, 8, tzinfo=UTC), "Asia/Dubai", datetime(2026, 5, 12, 10, tzinfo=DUBAI)),
        (datetime(2026, 5, 12, 4, 59, tzinfo=UTC), "Asia/Dubai", datetime(2026, 5, 12, 10, tzinfo=DUBAI)),
        (datetime(2026, 5, 12, 5, 1, tzinfo=UTC), "Asia/Dubai", datetime(2026, 5, 19, 10, tzinfo=DUBAI)),
        (datetime(2026, 3, 26, 12, tzinfo=UTC), "Europe/Berlin", datetime(2026, 3, 31, 8, tzinfo=UTC)),  # spring
        (datetime(2026, 10, 22, 12, tzinfo=UTC), "Europe/Berlin", datetime(2026, 10, 27, 9, tzinfo=UTC)),  # autumn
    ],
)
def test_the_best_time_is_the_next_tuesday_at_ten_where_the_partner_is(
    now: datetime, zone: str, expected: datetime
) -> None:
    assert best_time(now, zone) == expected


@given(MOMENTS, ZONES)
def test_the_best_time_is_within_a_week_and_an_hour_away_at_least(now: datetime, zone: str) -> None:
    found = best_time(now, zone)
    local = found.astimezone(ZoneInfo(zone))
    assert (local.weekday(), local.hour, local.minute) == (1, 10, 0)
    assert timedelta(hours=1) <= found - now < timedelta(days=7, hours=3)


def test_a_follow_up_keeps_the_wall_clock_when_the_clocks_change() -> None:
    start = datetime(2026, 3, 27, 9, tzinfo=UTC)
    later = step_time(start, Step("", day=3), "Europe/Berlin")
    assert later.astimezone(BERLIN) == datetime(2026, 3, 30, 10, tzinfo=BERLIN)
    assert later - start == timedelta(days=3) - timedelta(hours=1)
    autumn = datetime(2026, 10, 24, 8, tzinfo=UTC)
    assert step_time(autumn, Step("", day=7), "Europe/Berlin") - autumn == timedelta(days=7, hours=1)


def test_a_time_that_the_clocks_skip_is_an_hour_later() -> None:
    start = datetime(2026, 3, 26, 2, 30, tzinfo=BERLIN)
    assert step_time(start, Step("", day=3), "Europe/Berlin").astimezone(BERLIN).strftime("%d %H:%M") == "29 03:30"


@given(MOMENTS, st.integers(0, 60), ZONES)
def test_a_follow_up_is_as_many_days_later_as_the_kit_says(start: datetime, day: int, zone: str) -> None:
    local = start.astimezone(ZoneInfo(zone))
    later = step_time(start, Step("", day=day), zone)
    assert abs((later - start) - timedelta(days=day)) <= timedelta(hours=2)
    assert abs((later.astimezone(ZoneInfo(zone)).date() - local.date()).days - day) <= 1


def test_now_is_when_the_hold_is_over_and_a_chosen_time_is_never_before_it() -> None:
    assert start_time("now", None, now=NOW, hold=MINUTE, zone="UTC") == NOW + MINUTE
    at = NOW + timedelta(days=2)
    assert start_time("at", at.astimezone(DUBAI), now=NOW, hold=MINUTE, zone="Asia/Dubai") == at
    assert start_time("at", NOW + timedelta(seconds=5), now=NOW, hold=MINUTE, zone="UTC") == NOW + MINUTE
    late = datetime(2026, 5, 12, 6, 59, tzinfo=UTC)
    assert start_time("best", None, now=late, hold=timedelta(hours=2), zone="UTC") == max(
        best_time(late, "UTC"), late + timedelta(hours=2)
    )


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (None, "Choose a day and a time"),
        (NOW - timedelta(seconds=1), "That time is over"),
        (NOW + timedelta(days=367), "more than a year away"),
    ],
)
def test_a_time_that_can_not_be_is_refused_at_its_field(at: datetime | None, words: str) -> None:
    with pytest.raises(NotReady, match=words) as refusal:
        start_time("at", at, now=NOW, hold=MINUTE, zone="UTC")
    assert refusal.value.place == "at"


@pytest.mark.parametrize(
    ("person", "partner", "offered", "expected"),
    [
        ("de", "ar", ("en", "de", "ar"), "de"),
        ("de-AT", "ar", ("en", "de", "ar"), "de"),
        ("fr", "ar", ("en", "de", "ar"), "ar"),
        ("", "de-CH", ("en", "de", "ar"), "de"),
        ("fr", "fr", ("en", "de", "ar"), "en"),
        ("de", "ar", ("en",), "en"),
        ("de", "de", ("ar",), "ar"),
    ],
)
def test_the_language_is_the_persons_then_the_partners_then_the_kits(
    person: str, partner: str, offered: tuple[str, ...], expected: str
) -> None:
    assert language_for(person, partner, "en", offered) == expected
