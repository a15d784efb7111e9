"""Workers frozen (SIGSTOP) for longer than every lease, and woken: they send nothing that others have sent meanwhile.

Leases are moved on through the database. Only the deadline of a call passes, and the time that PostgreSQL lets a
transaction stand still: else those who are frozen inside of one would keep everybody waiting.
"""

import random
import time
from collections.abc import Sequence
from signal import SIGSTOP
from uuid import UUID

from tests.delivery.chaos.conftest import CLAIM, MakeStepOf
from tests.delivery.chaos.crew import Crew, Hand
from tests.delivery.chaos.figures import CHAOS, FIGURES
from tests.delivery.chaos.ground import Ground
from tests.delivery.chaos.lines import COMMITS, Line, Strike
from tests.delivery.promise import Wire

WORKERS = 8
DEADLINE = 0.2  # seconds from before the begin until no call is made any more
IDLE = 1.0  # seconds that PostgreSQL lets a transaction stand still
ROUNDS = 12 if CHAOS else 1


def until_the_call(sequence: Sequence[Line]) -> tuple[int, int]:
    """How many lines run until the attempts are committed, and until the clock is looked at for the last time.

    The line after that look is the call itself: who is frozen just there makes it, and no clock can help.
    """
    call = next(number for number, line in enumerate(sequence) if line.function == "_answers") - 1
    begun = max(number for number in range(call) if sequence[number].file == COMMITS)
    return begun + 1, call


def some(sequence: Sequence[Line], first: int, last: int, seed: int, count: int = WORKERS) -> list[Strike]:
    """So many different moments between the two."""
    moments = random.Random(seed).sample(range(first, last), count)
    return [Strike(sequence[moment], sequence[: moment + 1].count(sequence[moment])) for moment in sorted(moments)]


def frozen(hands: Crew, step_id: UUID, strikes: Sequence[Strike], deadline: float = 10) -> list[Hand]:
    crew = [hands.start("once as rq", step_id, strike=strike, freeze=True, call_deadline_seconds=deadline,
                        transaction_idle_seconds=IDLE) for strike in strikes]  # fmt: skip
    # On a busy machine one may be too late, or stand still for too long, and so never come to its line.
    found = [hand for hand in crew if hand.ended() == SIGSTOP]
    FIGURES.frozen += len(found)
    return found


def test_who_was_frozen_before_the_call_makes_none_though_a_person_had_it_sent_again(
    hands: Crew, ground: Ground, make_step_of: MakeStepOf
) -> None:
    begun, call = until_the_call(hands.warm)
    for seed in range(ROUNDS):
        step_id = make_step_of(WORKERS * CLAIM)
        moments = some(hands.warm, 0, begun, seed, WORKERS // 2) + some(hands.warm, begun, call, seed, WORKERS // 2)
        asleep = frozen(hands, step_id, moments, DEADLINE)
        assert len(asleep) >= WORKERS / 4
        ground.settle([step_id])
        ground.decide([step_id])
        ground.settle([step_id])
        time.sleep(DEADLINE)
        before = len(Wire.of(ground.simulator).requests)
        for hand in asleep:
            hand.wake()
        assert {hand.ended() for hand in asleep} == {0}
        assert len(Wire.of(ground.simulator).requests) == before
        ground.settle([step_id])
        ground.look([step_id])


def test_who_was_frozen_after_it_sends_nothing_that_others_sent(
    hands: Crew, ground: Ground, make_step_of: MakeStepOf
) -> None:
    """They may make the one call that they were about to make, and write down what became of it."""
    _, call = until_the_call(hands.warm)
    for seed in range(ROUNDS):
        step_id = make_step_of(WORKERS * CLAIM)
        asleep = frozen(hands, step_id, some(hands.warm, call, len(hands.warm), seed))
        assert len(asleep) >= WORKERS / 4
        ground.settle([step_id])
        for hand in asleep:
            hand.wake()
        assert {hand.ended() for hand in asleep} == {0}
        ground.settle([step_id])
        ground.look([step_id])
