"""Several people at once, each on a connection of their own."""

from collections.abc import Callable
from threading import Thread

PATIENCE = 240  # seconds for each, on a machine that has much else to do


def race(steps: list[Callable[[], object]]) -> None:
    """Run all of them side by side. Fails with whatever went wrong in any."""
    failures: list[BaseException] = []

    def run(step: Callable[[], object]) -> None:
        try:
            step()
        except BaseException as failure:  # of a thread nobody would hear of it: it is told below
            failures.append(failure)

    threads = [Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert failures == []
    assert not any(thread.is_alive() for thread in threads), f"some are not done after {PATIENCE} s"
