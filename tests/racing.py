"""Several people at once, each on a connection of their own."""

from collections.abc import Callable
from threading import Thread


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
        thread.join(60)
    assert failures == []
