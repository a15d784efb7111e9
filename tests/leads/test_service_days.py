"""By when somebody calls: working days where the partner is."""

from datetime import datetime, timedelta

import pytest

from tcma.base.zones import SATURDAY_SUNDAY, work_later
from tcma.leads.rules import due


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("begun", "days", "zone", "soon", "end"),
    [
        # Tuesday to Thursday; three quarters of two days are a day and a half.
        ("2026-05-12 08:00+00:00", 2, "Europe/Berlin", "2026-05-13 20:00+00:00", "2026-05-14 08:00+00:00"),
        # Friday to Tuesday, over a weekend.
        ("2026-05-15 08:00+00:00", 2, "Europe/Berlin", "2026-05-18 20:00+00:00", "2026-05-19 08:00+00:00"),
        # On a Saturday it begins on Monday at midnight, where the partner is.
        ("2026-05-16 08:00+00:00", 1, "Europe/Berlin", "2026-05-18 16:00+00:00", "2026-05-18 22:00+00:00"),
        # Saturday is no day off in the Emirates' neighbour: there the week ends on Friday and Saturday.
        ("2026-05-14 08:00+00:00", 1, "Asia/Riyadh", "2026-05-17 02:00+00:00", "2026-05-17 08:00+00:00"),
        # The clocks go forward on Sunday the 29th: the same time of day, an hour sooner in UTC.
        ("2026-03-27 09:00+00:00", 1, "Europe/Berlin", "2026-03-30 02:00+00:00", "2026-03-30 08:00+00:00"),
    ],
)
def test_days_off_do_not_count(begun: str, days: int, zone: str, soon: str, end: str) -> None:
    clock = due(at(begun), days, zone)
    assert (clock.soon, clock.at) == (at(soon), at(end))


def test_time_that_is_worked_adds_up() -> None:
    begun = at("2026-05-15 20:00+00:00")
    halfway = work_later(begun, timedelta(hours=30), "Europe/Berlin", off=SATURDAY_SUNDAY)
    whole = work_later(halfway, timedelta(hours=18), "Europe/Berlin", off=SATURDAY_SUNDAY)
    assert whole == due(begun, 2, "Europe/Berlin").at
