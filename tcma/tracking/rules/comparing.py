"""Which variant of a page gets more answers: counts, intervals that hold however often one looks, and the verdict.

A visitor's variant is drawn by a hash, all alike. If no variant were better, each answer would therefore be as likely
to come from one as from another: a fair coin, whatever else happens on the page, however many came, and however the
visits were classed. The evidence against the coin is the mixture of Robbins (1970) over all coins, an e-value: it is
over 1/ALPHA with a probability of at most ALPHA, at any time and looked at any number of times (Ville's inequality).
So nobody has to fix a number of visitors before, and to look early costs nothing. docs/decisions/27 has the rest.
"""

import enum
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, exp, inf, lgamma, log

ALPHA = 0.05
"""How often at most a page without a better variant is said to have one."""
ODD_SPLIT = 0.001
"""Visits that fall on the variants more unevenly than this by chance were not drawn: a robot, or a fault."""


@dataclass(frozen=True)
class Tally:
    """Of one variant: people who saw it, and how many of them answered."""

    seen: int
    answered: int

    @property
    def rate(self) -> float | None:
        return self.answered / self.seen if self.seen else None


class Verdict(enum.StrEnum):
    """`early`: chance could have made the difference. `uneven`: the visits themselves are not comparable."""

    EARLY = "early"
    UNEVEN = "uneven"
    BETTER = "better"


@dataclass(frozen=True)
class Judgement:
    """`best` is the variant that got the most answers, '' where none is ahead or there are no answers. `chance`: how
    often at most equal variants would look so different (1 says nothing)."""

    verdict: Verdict
    best: str
    chance: float


def pick(names: Sequence[str], place: bytes, who: str) -> str:
    """The variant of one visitor: always the same, and for all visitors together each equally often."""
    if not names:
        return ""
    number = int.from_bytes(hashlib.blake2b(who.encode(), key=place[:64], digest_size=8).digest())
    return names[number % len(names)]


def judge(tallies: Mapping[str, Tally]) -> Judgement:
    """The verdict on variants, in any order of asking."""
    names = sorted(tallies, key=lambda name: -tallies[name].answered)
    pairs = comb(len(names), 2)
    if pairs == 0:
        return Judgement(Verdict.EARLY, "", 1.0)
    answers = {name: tallies[name].answered for name in names}
    best = names[0] if answers[names[0]] > answers[names[1]] else ""
    if any(_chance(tallies[a].seen, tallies[b].seen) < ODD_SPLIT / pairs for a, b in combinations(names, 2)):
        return Judgement(Verdict.UNEVEN, best, 1.0)
    chance = min(1.0, max(pairs * _chance(answers[names[0]], answers[name]) for name in names[1:]))
    return Judgement(Verdict.BETTER if best and chance <= ALPHA else Verdict.EARLY, best, chance)


def interval(tally: Tally) -> tuple[float, float]:
    """Between which shares the variant's true rate lies: right in at least 1 - ALPHA of all tests, looked at at any
    time. (0, 1) while nobody came."""
    seen, hits = tally.seen, min(tally.answered, tally.seen)
    if not seen:
        return 0.0, 1.0
    mixed = _log_beta(hits + 1, seen - hits + 1)

    def inside(rate: float) -> bool:
        return mixed - _log_power(rate, hits) - _log_power(1 - rate, seen - hits) < -log(ALPHA)

    middle = hits / seen
    return _edge(inside, middle, 0.0), _edge(inside, middle, 1.0)


def _chance(ours: int, theirs: int) -> float:
    """How often at most a fair coin falls so unevenly at any time: the reciprocal of its e-value."""
    evidence = _log_beta(ours + 1, theirs + 1) + (ours + theirs) * log(2)
    return min(1.0, exp(-evidence))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _log_power(base: float, exponent: int) -> float:
    """log(base ** exponent), with 0 ** 0 = 1."""
    if exponent == 0:
        return 0.0
    return exponent * log(base) if base > 0 else -inf


def _edge(inside: Callable[[float], bool], near: float, far: float) -> float:
    """Where the interval ends between a share inside it and one that may be outside."""
    if inside(far):
        return far
    for _ in range(40):
        middle = (near + far) / 2
        near, far = (middle, far) if inside(middle) else (near, middle)
    return near
