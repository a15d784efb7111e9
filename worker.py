"""The RQ worker and the beat: `python worker.py`. Start as many as there are cores; the beat elects itself."""

from threading import Event, Thread
from types import FrameType
from typing import Any

from redis import Redis
from rq import Queue, SimpleWorker

from tcma.base.beat import Beat
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.reactions import LISTENERS, TIMERS
from tcma.wiring import wire


class Worker(SimpleWorker):
    """Runs jobs in its own process: when a forking worker is killed, its child would go on sending."""

    def handle_warm_shutdown_request(self) -> None:
        """SIGTERM: jobs see the event, finish the batch in hand and give the rest back."""
        use(Event).set()
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]  # RQ has no types here

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:
        """A second signal."""
        use(Event).set()
        super().request_force_stop(signum, frame)


def main() -> None:
    wire(Settings())  # type: ignore[call-arg]  # its fields come from the environment
    queue = use(Queue)
    beat = Beat(use(Redis), queue, use(Event), TIMERS)
    beat.start()
    for listener in LISTENERS:
        Thread(target=listener, args=(use(Event),), name=listener.__name__, daemon=True).start()
    options: dict[str, Any] = {"connection": queue.connection, "serializer": queue.serializer}
    Worker([queue], **options).work(with_scheduler=False, logging_level="WARNING")
    use(Event).set()
    beat.join(5)


if __name__ == "__main__":
    main()
