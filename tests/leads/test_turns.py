"""Taking turns is fair: by weight, over any number of leads, whoever has room."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcma.leads.rules import Ask, Firm, Rule, RuleSet, Tier, Turn, decide, take_turn

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)
SPACE = UUID(int=7)
WEIGHTS = st.lists(st.integers(1, 7), min_size=1, max_size=6)


def ids(number: int) -> list[UUID]:
    return [uuid5(SPACE, str(one)) for one in range(number)]


def play(weights: list[int], leads: int) -> list[UUID]:
    """Who got each of so many leads, everyone always having room."""
    names = ids(len(weights))
    credits = dict.fromkeys(names, 0)
    last: dict[UUID, datetime | None] = dict.fromkeys(names)
    got = []
    for number in range(leads):
        turns = [Turn(one, weight, credits[one], last[one]) for one, weight in zip(names, weights, strict=True)]
        chosen, after = take_turn(turns)
        credits, last[chosen] = dict(after), NOW + timedelta(minutes=number)
        got.append(chosen)
    return got


@settings(max_examples=60)
@given(WEIGHTS, st.integers(1, 3))
def test_of_every_round_each_gets_exactly_as_many_as_its_weight(weights: list[int], rounds: int) -> None:
    counted = Counter(play(weights, rounds * sum(weights)))
    assert counted == {one: rounds * weight for one, weight in zip(ids(len(weights)), weights, strict=True)}


@settings(max_examples=60)
@given(WEIGHTS, st.integers(1, 60))
def test_at_no_time_is_anybody_far_from_its_share(weights: list[int], leads: int) -> None:
    counted, whole = Counter(play(weights, leads)), sum(weights)
    for one, weight in zip(ids(len(weights)), weights, strict=True):
        assert abs(counted[one] - leads * weight / whole) < len(weights)


def test_a_tie_goes_to_who_waits_longest() -> None:
    first, second, third = ids(3)
    turns = [Turn(first, 1, 0, NOW), Turn(second, 1, 0, NOW - timedelta(days=2)), Turn(third, 1, 0, NOW)]
    assert take_turn(turns)[0] == second
    assert take_turn([*turns, Turn(UUID(int=1), 1, 0, None)])[0] == UUID(int=1)  # never had one


def test_nobody_takes_no_turn() -> None:
    with pytest.raises(ValueError, match="nobody"):
        take_turn([])


TIERS = (Tier("low", 1, 2, 3), Tier("high", 3, 1, 5))
FIRMS = st.lists(st.tuples(st.sampled_from(["low", "high"]), st.integers(0, 6)), min_size=1, max_size=6)


@settings(max_examples=60)
@given(FIRMS, st.integers(1, 60))
def test_nobody_gets_more_than_it_has_room_for_and_nobody_waits_while_another_has_room(
    firms: list[tuple[str, int]], leads: int
) -> None:
    rule = Rule(UUID(int=9))
    rules, busy = RuleSet(TIERS, (rule,)), dict.fromkeys(ids(len(firms)), 0)
    turns: dict[UUID, dict[UUID, int]] = {}
    for number in range(leads):
        ready = [Firm(one, tier, (), (), (), busy[one], cap, NOW + timedelta(minutes=number))
                 for one, (tier, cap) in zip(busy, firms, strict=True)]  # fmt: skip
        found = decide(rules, Ask("", "", "", ""), ready, turns)
        room = sum(cap for _, cap in firms) - sum(busy.values())
        assert (found.partner is None) == (room == 0)
        if found.partner is None:
            assert found.full
            return
        turns[rule.id] = {**turns.get(rule.id, {}), **found.credits}
        busy[found.partner] += 1
        assert all(busy[one] <= cap for one, (_, cap) in zip(busy, firms, strict=True))
