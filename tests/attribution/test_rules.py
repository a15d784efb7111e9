"""The worked examples of the formulas, and what holds for every journey."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tcma.attribution.rules import Credited, Journey, Model, TouchPoint, credit, eligible
from tcma.base.money import minor_digits

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
CURRENCIES = ("EUR", "JPY", "KWD")


def journey(
    days: list[float], amount: str = "12000.00", currency: str = "EUR", conversion: float = 38,
    lookback: int | None = 365, half_life: int = 30,
) -> Journey:  # fmt: skip
    touches = tuple(TouchPoint(f"t{n}", START + timedelta(days=day)) for n, day in enumerate(days, 1))
    return Journey(Decimal(amount), currency, START + timedelta(days=conversion), touches, lookback, half_life)


def parts(credited: Credited, model: Model) -> list[str]:
    return [str(amount) for amount in credited.amounts[model].values()]


DAYS: list[float] = [0, 5, 12, 30, 38]


def test_the_first_touch_takes_all() -> None:
    assert parts(credit(journey(DAYS)), Model.FIRST) == ["12000.00", "0.00", "0.00", "0.00", "0.00"]


def test_the_last_touch_takes_all() -> None:
    assert parts(credit(journey(DAYS)), Model.LAST) == ["0.00", "0.00", "0.00", "0.00", "12000.00"]


def test_every_touch_takes_the_same() -> None:
    assert parts(credit(journey(DAYS)), Model.LINEAR) == ["2400.00"] * 5


def test_first_and_last_take_two_fifths_each_and_the_others_share_a_fifth() -> None:
    assert parts(credit(journey(DAYS)), Model.POSITION) == ["4800.00", "800.00", "800.00", "800.00", "4800.00"]


def test_recent_touches_take_more_and_the_parts_sum_to_the_whole() -> None:
    shares = credit(journey(DAYS, half_life=7)).amounts[Model.DECAY]
    for found, shown in zip(shares.values(), ["175.20", "287.44", "574.88", "3417.04", "7545.45"], strict=True):
        assert abs(found - Decimal(shown)) <= Decimal("0.01")
    assert sum(shares.values()) == Decimal("12000.00")


def test_a_half_life_halves() -> None:
    shares = credit(journey([0, 7], "300.00", conversion=7, half_life=7)).amounts[Model.DECAY]
    assert [str(one) for one in shares.values()] == ["100.00", "200.00"]


def test_the_left_over_cent_goes_to_the_earlier_touch() -> None:
    assert parts(credit(journey([0, 1, 2], "100.00")), Model.LINEAR) == ["33.34", "33.33", "33.33"]


def test_two_touches_share_by_halves_and_one_takes_all() -> None:
    assert parts(credit(journey([0, 1], "0.01")), Model.POSITION) == ["0.01", "0.00"]
    assert parts(credit(journey([0], "9.99")), Model.POSITION) == ["9.99"]


def test_at_the_same_time_the_smaller_id_comes_first() -> None:
    touches = (TouchPoint("b", START), TouchPoint("a", START))
    credited = credit(Journey(Decimal(10), "JPY", START, touches))
    assert credited.amounts[Model.FIRST] == {"a": Decimal(10), "b": Decimal(0)}


def test_touches_after_the_conversion_before_the_lookback_or_by_machines_earn_nothing() -> None:
    touches = (
        TouchPoint("too old", START - timedelta(days=90, microseconds=1)),
        TouchPoint("just in", START - timedelta(days=90)),
        TouchPoint("scanner", START - timedelta(days=1), human=False),
        TouchPoint("at the moment", START),
        TouchPoint("too late", START + timedelta(microseconds=1)),
    )
    found = eligible(Journey(Decimal(1), "EUR", START, touches, lookback_days=90))
    assert [touch.id for touch in found] == ["just in", "at the moment"]


def test_no_touch_leaves_the_revenue_unattributed() -> None:
    credited = credit(journey([]))
    assert credited.unattributed == Decimal("12000.00")
    assert all(amounts == {} for amounts in credited.amounts.values())


def test_a_touch_of_long_ago_still_has_a_weight_when_it_is_alone() -> None:
    credited = credit(journey([0], conversion=100_000, lookback=None, half_life=1))
    assert parts(credited, Model.DECAY) == ["12000.00"]


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    currency = draw(st.sampled_from(CURRENCIES))
    minor = draw(st.integers(0, 10**14))
    touches = tuple(
        TouchPoint(f"t{n}", START + timedelta(microseconds=moment), human)
        for n, (moment, human) in enumerate(
            draw(st.lists(st.tuples(st.integers(-(10**14), 10**12), st.booleans()), max_size=12))
        )
    )
    return Journey(
        Decimal(minor).scaleb(-minor_digits(currency)),
        currency,
        START,
        touches,
        draw(st.none() | st.integers(0, 4000)),
        draw(st.fractions(Fraction(1, 100), 400)),
    )


@given(journeys())
def test_in_every_model_the_credits_and_the_unattributed_sum_to_the_revenue(given_journey: Journey) -> None:
    credited = credit(given_journey)
    unit = Decimal(1).scaleb(-minor_digits(given_journey.currency))
    for amounts in credited.amounts.values():
        assert sum(amounts.values(), credited.unattributed) == given_journey.amount
        assert all(amount >= 0 and amount % unit == 0 for amount in amounts.values())
    assert (credited.unattributed == given_journey.amount) or eligible(given_journey)


@given(journeys())
def test_under_decay_a_later_touch_never_earns_less_than_a_cent_below_an_earlier_one(given_journey: Journey) -> None:
    amounts = list(credit(given_journey).amounts[Model.DECAY].values())
    unit = Decimal(1).scaleb(-minor_digits(given_journey.currency))
    assert all(later >= earlier - unit for earlier, later in pairwise(amounts))


def test_days_are_real_days_when_the_clocks_change_between() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before, after = datetime(2026, 3, 28, 12, tzinfo=berlin), datetime(2026, 3, 29, 12, tzinfo=berlin)
    found = eligible(Journey(Decimal(1), "EUR", after, (TouchPoint("a", before),), Fraction(23, 24)))
    assert [touch.id for touch in found] == ["a"]
