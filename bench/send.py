"""`make bench-send`: a step sent end to end, with all its guarantees, against two senders that have none.

On servers of its own, the senders taking turns, each in a process of its own; ratios are of medians. Prints recipients
a second, CPU per recipient and peak memory, for one and two workers, on the sink and on the simulator, and for more
claims in hand where a call takes long; the last lines are the goals of docs/performance.md.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from bench import calls, compose
from bench.goals import Goal, at_least, at_most, exactly, say, verdict
from bench.mailing import a_programme, a_step, partner_with, sent
from bench.programme import programme
from bench.sinks import Target, simulator, sink

ROUNDS = 3
WARM_UP = 20  # recipients, before the clock runs: workers live long
MANY = 10  # times the recipients: time and memory must not grow faster


@dataclass(frozen=True)
class Run:
    """What one sending cost."""

    recipients: int
    seconds: float
    busy: float  # seconds of CPU, of all workers together
    peak: float  # MB, of the largest worker

    @property
    def rate(self) -> float:
        return self.recipients / self.seconds


class Bench:
    """A partner with people, and steps to them. Everyone sends the same mail."""

    def __init__(self, most: int) -> None:
        self.partner_id, self.composition_id = partner_with(most, a_programme())

    def run(self, way: str, number: int, target: Target, workers: int = 1, **settings: int) -> Run:
        """`settings` of the workers are other than an installation's."""
        step_id, warm_up = (a_step(self.partner_id, self.composition_id, size) for size in (number, WARM_UP))
        changed = {name.upper(): str(value) for name, value in settings.items()}
        found = _run(way, (step_id, warm_up), target, workers, number, changed)
        if sent(step_id) != number:
            raise SystemExit(f"{way} left something unsent")
        say(f"  {way:<8} {target.name:<9} {workers} worker{'s' if workers > 1 else ' '} {number:>8,} recipients "
            f"{found.rate:>8,.0f}/s {found.busy / number * 1e6:>7,.0f} us of CPU each {found.peak:>5,.0f} MB"
            f"{''.join(f'  {name}={value}' for name, value in changed.items())}")
        return found


def _run(
    way: str, steps: tuple[UUID, UUID], target: Target, workers: int, number: int, settings: dict[str, str]
) -> Run:
    """Start them all, let them go at once, and wait for the last."""
    env = os.environ | {"PYTHONPATH": os.getcwd(), "SES_ENDPOINT_URL": target.url, "LOG_LEVEL": "ERROR"} | settings
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.senders", way, *map(str, steps), str(target.smtp)], env=env,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(workers)
    ]  # fmt: skip
    for one in started:
        assert one.stdout is not None
        if one.stdout.readline() != "ready\n":
            raise SystemExit(f"{way} did not start")
    began = time.perf_counter()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.stdout.readline() for one in started if one.stdout is not None]
    seconds = time.perf_counter() - began
    if any(one.wait() for one in started):
        raise SystemExit(f"{way} failed")
    costs: list[dict[str, Any]] = [json.loads(line) for line in said]
    return Run(number, seconds, sum(cost["busy"] for cost in costs), max(cost["peak"] for cost in costs))


def compared(bench: Bench, target: Target, sizes: dict[str, int]) -> list[Goal]:
    """Ours against both others, in turns."""
    rates: dict[str, list[float]] = {way: [] for way in sizes}
    for _ in range(ROUNDS):
        for way, number in sizes.items():
            rates[way].append(bench.run(way, number, target).rate)
    ours = median(rates["ours"])
    return [
        at_least("1 send, against naive", ours / median(rates["naive"]), 20),
        at_least("1 send, against careful", ours / median(rates["careful"]), 10),
    ]


def far_away(bench: Bench, number: int) -> None:
    """Where each call takes a tenth of a second, as across an ocean: how much more claims in hand are worth."""
    with sink("--delay", "0.1") as target:
        for claims in (1, 2, 4):
            bench.run("ours", number, target, send_concurrency=claims)


def growing(bench: Bench, target: Target, number: int) -> list[Goal]:
    """Ten times the recipients; and each fifty of them one call."""
    small = bench.run("ours", number, target)
    before = target.counts()["requests"].get("SendBulkEmail", 0)
    large = bench.run("ours", number * MANY, target)
    calls = target.counts()["requests"]["SendBulkEmail"] - before
    return [
        exactly("3 calls", calls - math.ceil(WARM_UP / 50), math.ceil(number * MANY / 50)),
        at_most(f"5 time of {MANY} times as many", large.seconds / small.seconds, 11.5),
        at_most(f"5 memory of {MANY} times as many", large.peak - small.peak, 10, "MB more"),
    ]


def expanded(bench: Bench, number: int) -> Goal:
    """A step becomes rows: so many are planned, and the time is told for a million of them."""
    began = time.perf_counter()
    a_step(bench.partner_id, bench.composition_id, number)
    took = time.perf_counter() - began
    say(f"  {number:,} recipients planned in {took:.1f} s")
    return at_most("5 planning, for a million", took * 1_000_000 / number, 120, "s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=5_000, help="recipients of one run of ours")
    given = parser.parse_args()
    number: int = given.size
    sizes = {"naive": max(number // 50, 100), "careful": max(number // 10, 500), "ours": number}
    with programme(), sink() as target, simulator() as full:
        base = number * 2 // 5
        bench = Bench(base * MANY)
        goals = compared(bench, target, sizes) + compose.measured() + calls.measured(target)
        for where, count in ((target, number), (full, number // 5)):
            for workers in (1, 2):
                bench.run("ours", count, where, workers)
        far_away(bench, number // 5 * 2)
        goals += [*growing(bench, target, base), expanded(bench, base * MANY)]
    sys.exit(verdict(goals))


if __name__ == "__main__":
    main()
