"""How benches speak: lines of what was measured, and one line per goal."""

import sys
from dataclasses import dataclass


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Goal:
    """What was reached, what was to be reached (as `>= 20 x`), and whether it was."""

    name: str
    value: float
    wanted: str
    met: bool

    def __str__(self) -> str:
        value = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:.3g}"
        return f"{self.name:<34} {value:>9}   {self.wanted:<10} {'met' if self.met else 'not met'}"


def at_least(name: str, value: float, least: float, unit: str = "x") -> Goal:
    return Goal(name, value, f">= {least:g} {unit}", value >= least)


def at_most(name: str, value: float, most: float, unit: str = "x") -> Goal:
    return Goal(name, value, f"<= {most:g} {unit}", value <= most)


def exactly(name: str, value: float, wanted: float, unit: str = "") -> Goal:
    return Goal(name, value, f"= {wanted:,.0f} {unit}".rstrip(), value == wanted)


def verdict(goals: list[Goal]) -> int:
    """Prints all goals as the last lines. Returns the exit status: 1 if one is not met."""
    for goal in goals:
        say(str(goal))
    return 0 if all(goal.met for goal in goals) else 1
