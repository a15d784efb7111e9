"""The statistics of a page's variants: never a winner too soon, however often one looks."""

import random
from collections import Counter

import pytest

from tcma.tracking.rules.comparing import ALPHA, Tally, Verdict, interval, judge, pick

NAMES = ("plain", "bold")


def of(plain: int, bold: int, seen: int = 100) -> dict[str, Tally]:
    return {"plain": Tally(seen, plain), "bold": Tally(seen, bold)}


def test_a_visitor_sees_the_same_variant_each_time_and_all_together_each_equally_often() -> None:
    drawn = Counter(pick(("a", "b", "c"), b"page", f"c:{number}") for number in range(3_000))
    assert all(abs(count - 1_000) < 120 for count in drawn.values())
    assert {pick(NAMES, b"page", "c:7") for _ in range(5)} == {pick(NAMES, b"page", "c:7")}
    assert pick((), b"page", "c:7") == ""


def test_which_variant_somebody_sees_on_one_page_says_nothing_of_another() -> None:
    both = Counter((pick(NAMES, b"one", f"c:{n}"), pick(NAMES, b"two", f"c:{n}")) for n in range(2_000))
    assert all(abs(count - 500) < 90 for count in both.values())


@pytest.mark.parametrize(
    ("plain", "bold", "verdict", "best"),
    [
        (0, 0, Verdict.EARLY, ""),
        (5, 5, Verdict.EARLY, ""),
        (1, 0, Verdict.EARLY, "plain"),
        (7, 0, Verdict.EARLY, "plain"),  # 1 : 2^7 and one more look at each step: 0.0625
        (0, 8, Verdict.BETTER, "bold"),  # 9 / 2^8 = 0.035
        (40, 60, Verdict.EARLY, "bold"),
        (20, 60, Verdict.BETTER, "bold"),
    ],
)
def test_a_lead_that_chance_could_have_made_decides_nothing(
    plain: int, bold: int, verdict: Verdict, best: str
) -> None:
    found = judge(of(plain, bold))
    assert (found.verdict, found.best) == (verdict, best)


def test_the_chance_is_what_robbins_mixture_gives() -> None:
    assert judge(of(8, 0)).chance == pytest.approx(9 / 2**8)
    assert judge(of(0, 0)).chance == 1


def test_with_more_variants_the_best_has_to_beat_each_of_them_by_more() -> None:
    two = judge(of(0, 9)).chance
    three = judge({**of(0, 9), "third": Tally(100, 0)}).chance
    assert three == pytest.approx(3 * two)
    assert judge({**of(0, 9), "third": Tally(100, 8)}).verdict is Verdict.EARLY


def test_visits_that_fall_unevenly_on_the_variants_decide_nothing() -> None:
    found = judge({"plain": Tally(1_000, 10), "bold": Tally(1_300, 60)})
    assert found.verdict is Verdict.UNEVEN
    assert judge({"plain": Tally(1_000, 10), "bold": Tally(1_060, 60)}).verdict is Verdict.BETTER


def test_equal_variants_are_hardly_ever_called_unequal_though_one_looks_after_each_answer() -> None:
    chance = random.Random(20270511)
    wrong, tests = 0, 300
    for _ in range(tests):
        counts = [0, 0]
        for _ in range(150):
            counts[chance.random() < 0.5] += 1
            if judge(of(counts[0], counts[1], seen=1_000)).verdict is Verdict.BETTER:
                wrong += 1
                break
    assert wrong / tests <= ALPHA


def test_a_variant_that_is_twice_as_good_is_found() -> None:
    chance = random.Random(20270512)
    found, tests = 0, 100
    for _ in range(tests):
        counts = [0, 0]
        for _ in range(250):
            counts[chance.random() < 2 / 3] += 1
        judged = judge(of(counts[0], counts[1], seen=1_000))
        found += (judged.best, judged.verdict) == ("bold", Verdict.BETTER)
    assert found / tests > 0.9


@pytest.mark.parametrize(("seen", "answered"), [(1, 0), (1, 1), (20, 0), (20, 20), (50, 7), (4_000, 300)])
def test_the_interval_holds_the_share_and_narrows(seen: int, answered: int) -> None:
    low, high = interval(Tally(seen, answered))
    assert 0 <= low <= answered / seen <= high <= 1
    wide = interval(Tally(seen, answered))
    narrow = interval(Tally(seen * 10, answered * 10))
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


def test_without_visitors_anything_is_possible() -> None:
    assert interval(Tally(0, 0)) == (0.0, 1.0)


def test_the_true_share_is_hardly_ever_outside_the_interval_at_any_time() -> None:
    chance = random.Random(20270513)
    outside, tests, truth = 0, 100, 0.15
    for _ in range(tests):
        answered = 0
        for seen in range(1, 201):
            answered += chance.random() < truth
            if seen % 5 == 0:
                low, high = interval(Tally(seen, answered))
                if not low <= truth <= high:
                    outside += 1
                    break
    assert outside / tests <= ALPHA
