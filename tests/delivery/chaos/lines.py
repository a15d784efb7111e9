"""Which lines of the send path run, found by tracing; and something that happens when one of them is reached.

A line is struck before it runs: what stands on it has not happened yet. The lines that end and follow a `with
transaction()` are the two sides of its commit.
"""

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from types import FrameType
from typing import Any, NamedTuple

from tests.tables import ROOT

PATH = tuple(str(ROOT / "tcma" / part) for part in ("delivery/", "adapters/", "base/db.py"))
COMMITS = str(ROOT / "tcma/base/db.py")


class Line(NamedTuple):
    """A line of a file, and the function that it is a part of."""

    file: str
    number: int
    function: str

    def __str__(self) -> str:
        return f"{self.file.removeprefix(f'{ROOT}/')}:{self.number} ({self.function})"


class Strike(NamedTuple):
    """Where a worker is struck: when it reaches this line for the n-th time."""

    line: Line
    nth: int


def recorded(work: Callable[[], object]) -> list[Line]:
    """Every line of the send path that `work` runs, in the order in which they run."""
    found: list[Line] = []

    def within(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            found.append(Line(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_qualname))
        return within

    sys.settrace(lambda frame, *_: within if frame.f_code.co_filename.startswith(PATH) else None)
    try:
        work()
    finally:
        sys.settrace(None)
    return found


def strike_at(strike: Strike, blow: Callable[[], object]) -> None:
    """From now on, until it has happened: `blow` where `strike` says."""
    file, number, left = strike.line.file, strike.line.number, [strike.nth]

    def within(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line" and frame.f_lineno == number:
            left[0] -= 1
            if left[0] == 0:
                sys.settrace(None)
                blow()
        return within

    _trace_all(lambda frame, *_: within if frame.f_code.co_filename == file else None)


def slowed_at(line: Line, seconds: float) -> None:
    """From now on: so many seconds each time before this line runs."""
    def within(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line" and frame.f_lineno == line.number:
            time.sleep(seconds)
        return within

    _trace_all(lambda frame, *_: within if frame.f_code.co_filename == line.file else None)


def _trace_all(tracer: Callable[[FrameType, str, Any], Any]) -> None:
    """In this thread, and in those that it starts: a worker has more than one claim in hand."""
    sys.settrace(tracer)
    threading.settrace(tracer)


def every_strike(sequence: Sequence[Line]) -> list[Strike]:
    """Each line at its first, its middle and its last time."""
    return [
        Strike(line, nth) for line, times in Counter(sequence).items() for nth in sorted({1, (times + 1) // 2, times})
    ]


def some_strikes(sequence: Sequence[Line], seed: int, known: Collection[Line] = ()) -> list[Strike]:
    """Both sides of each commit, and each function that has none, and is in no line of `known`, at one of its lines."""
    chance = random.Random(seed)
    commits = list(_around_commits(sequence))
    covered = {_whole(line) for line in (*known, *(strike.line for strike in commits))}
    times = Counter(sequence)
    functions: dict[tuple[str, str], list[Line]] = {}
    for line in times:
        functions.setdefault(_whole(line), []).append(line)
    others = [chance.choice(lines) for function, lines in functions.items() if function not in covered]
    return commits + [Strike(line, chance.randint(1, times[line])) for line in others]


def _whole(line: Line) -> tuple[str, str]:
    """The function, for what stands inside of one too."""
    return line.file, line.function.partition(".<locals>")[0]


def _around_commits(sequence: Sequence[Line]) -> Iterator[Strike]:
    """Of every `with transaction()` the moment before its commit, and the line after it."""
    seen: set[tuple[Line, Line]] = set()
    times: Counter[Line] = Counter()
    for before, line, after in zip(sequence, sequence[1:], sequence[2:], strict=False):
        times[line] += 1
        if (line.file, line.function) == (COMMITS, "transaction") and before.file != COMMITS != after.file:
            if (before, after) not in seen:
                yield from (Strike(line, times[line]), Strike(after, times[after] + 1))
            seen.add((before, after))
