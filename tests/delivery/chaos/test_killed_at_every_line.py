"""Eight workers at once, killed at the lines of the send path, which are found by tracing: nobody gets a mail twice.

`make test` kills at a sample: both sides of every commit, and every other function. `make chaos` kills at every line,
at its first, middle and last time.
"""

import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import pytest
from redis import Redis

from tcma.base.tools import use
from tests.delivery.chaos.conftest import CLAIM, MakeStepOf
from tests.delivery.chaos.crew import Crew, ends_of
from tests.delivery.chaos.figures import CHAOS, FIGURES
from tests.delivery.chaos.ground import BAD_DAY, Ground
from tests.delivery.chaos.lines import Line, Strike, every_strike, some_strikes

WORKERS = 8
TRIES = 3  # for a line that others kept a worker from reaching; the last time it is alone


@dataclass(frozen=True)
class Scene:
    """What one claim meets, each of which takes other lines."""

    fault: str = ""
    with_files: bool = False
    at_once: int = WORKERS  # three lost answers in a row hold everyone
    cold: bool = False

    def step(self, make: MakeStepOf, workers: int) -> UUID:
        return make(0, workers) if self.with_files else make(workers * CLAIM)


SCENES = (Scene(), Scene(with_files=True), Scene("throttle"), Scene("reset_after", at_once=2), Scene(cold=True))


@pytest.fixture
def strikes(hands: Crew, ground: Ground, make_step_of: MakeStepOf) -> list[tuple[Scene, list[Strike]]]:
    """Where to kill in which scene: at lines that no scene before it has."""
    known: set[Line] = set()
    found = []
    for number, scene in enumerate(SCENES):
        step_id = scene.step(make_step_of, 1)
        ground.simulator.faults(**{scene.fault: 1} if scene.fault else {})
        sequence = hands.recorded(step_id, cold=scene.cold)
        ground.settle([step_id])
        use(Redis).flushdb()
        chosen = every_strike(sequence) if CHAOS else some_strikes(sequence, number, known)
        found.append((scene, [strike for strike in chosen if strike.line not in known]))
        known |= set(sequence)
    FIGURES.known |= known
    return found


def test_workers_killed_at_any_line_send_nothing_twice_and_lose_nothing(
    hands: Crew, ground: Ground, make_step_of: MakeStepOf, strikes: list[tuple[Scene, list[Strike]]]
) -> None:
    steps: list[UUID] = []
    missed: list[Strike] = []
    for scene, left in strikes:
        for number in range(TRIES):
            over = []
            for some in _some_at_once(left, scene.at_once if number < TRIES - 1 else 1):
                use(Redis).flushdb()
                ground.simulator.faults(**{scene.fault: len(some)} if scene.fault else {})
                steps.append(step_id := scene.step(make_step_of, len(some)))
                crew = [hands.start("once", step_id, strike=strike, cold=scene.cold) for strike in some]
                over += _count(some, [hand.ended() for hand in crew])
                ground.settle([step_id])
            left = over
        missed += left
    ground.look(steps)
    assert not missed, f"no worker came to {[str(strike.line) for strike in missed]}"


def test_workers_killed_on_a_bad_day_while_their_leases_run_out(
    hands: Crew, ground: Ground, make_step_of: MakeStepOf
) -> None:
    """SES fails as it can, two steps are shared, and what they claim is given to others: few come to their lines."""
    everything = every_strike(hands.warm)
    FIGURES.known |= set(hands.warm)
    random.Random(8).shuffle(everything)
    killed = 0
    for some in _some_at_once(everything[: 20 * WORKERS if CHAOS else WORKERS], WORKERS):
        use(Redis).flushdb()
        steps = [make_step_of(30), make_step_of(30, 3)]
        ground.simulator.faults(**BAD_DAY)
        crew = [hands.start("work", tuple(steps), 4.0, strike=strike, ses_read_timeout=0.5) for strike in some]
        ends = ends_of(crew, partial(ground.move_on, steps[:1]))
        killed += len(some) - len(_count(some, ends))
        ground.settle(steps)
        ground.look(steps)
    assert killed


def _count(some: Sequence[Strike], ends: Sequence[int]) -> list[Strike]:
    """Those that were not reached."""
    missed = [strike for strike, end in zip(some, ends, strict=True) if end != signal.SIGKILL]
    FIGURES.kills += len(some) - len(missed)
    FIGURES.lines |= {strike.line for strike in some if strike not in missed}
    return missed


def _some_at_once(strikes: Sequence[Strike], size: int) -> list[Sequence[Strike]]:
    return [strikes[start : start + size] for start in range(0, len(strikes), size)]
