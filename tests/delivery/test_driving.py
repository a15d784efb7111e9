"""The whole machine, driven at random: after every step nobody has it twice, and nothing is lost."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Connection

from tcma.adapters.local import LocalMailer
from tests.delivery.driving import Driving

CHAOS = bool(os.environ.get("TCMA_CHAOS"))  # `make chaos`: as long as it takes to see many more orders
EXAMPLES, STEPS = (100, 80) if CHAOS else (8, 35)


def test_whatever_happens_in_whatever_order_the_promise_holds(mailer: LocalMailer, rolled_back: Connection) -> None:
    class Machine(Driving):
        connection = rolled_back

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=not CHAOS, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink] if CHAOS
            else [Phase.generate],
        ),
    )  # fmt: skip
