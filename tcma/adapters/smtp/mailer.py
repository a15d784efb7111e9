"""A batch over several connections from one loop, each mail once."""

import selectors
import time
from collections import deque
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from uuid import UUID

from tcma.adapters.mime import Unsendable
from tcma.adapters.smtp.connection import Broken, Connection
from tcma.adapters.smtp.letter import Letter, envelope_address, letter
from tcma.adapters.smtp.server import Server
from tcma.delivery.ports import Answer, Batch, Entry, Later
from tcma.delivery.rules import Outcome
from tcma.delivery.rules.holds import Standing

_IDLE = 30.0  # seconds for which an unused connection is kept; servers end them after a minute or more
_LOOK = 0.5  # seconds between looks at what takes too long


class SmtpMailer:
    """A `Mailer`. Thread-safe: a connection belongs to one call at a time.

    `verp` makes the envelope sender of an attempt; without it, bounces go to the sender's own address. No mail begins
    later than `deadline` seconds after the call.
    """

    def __init__(
        self, server: Server, *, connections: int, domains: Collection[str], rate: float, deadline: float = 10,
        verp: Callable[[UUID], str] | None = None,
    ) -> None:
        self._server, self._most, self._rate, self._deadline, self._verp = server, connections, rate, deadline, verp
        self._domains = {domain.lower() for domain in domains}
        self._idle: list[tuple[Connection, float]] = []
        self._lock = Lock()

    def send(self, batch: Batch) -> list[Answer]:
        sending = _Sending(batch, self._verp, time.monotonic() + self._deadline)
        connections = self._taken(len(batch.entries))
        with selectors.DefaultSelector() as selector:
            try:
                for connection in connections:
                    selector.register(connection.sock, selectors.EVENT_READ, connection)
                    connection.start(sending.next, sending.answer)
                    _moved(selector, connection, write=True)
                while any(key.data.busy for key in selector.get_map().values()):
                    ready = selector.select(0)
                    if not ready:  # while all replies are on their way, the next mails are put together
                        ready = selector.select(0 if sending.prepare(len(connections)) else _LOOK)
                    for key, events in ready:
                        _moved(selector, key.data, write=bool(events & selectors.EVENT_WRITE))
                    for key in [] if ready else list(selector.get_map().values()):
                        if key.data.overdue(time.monotonic()):
                            _drop(selector, key.data, "no answer in time")
            finally:  # an error of ours: what is under way is answered by the reaper, not by another mail
                alive = [key.data for key in selector.get_map().values()]
                self._put_back([each for each in alive if not each.busy])
                for each in alive:
                    if each.busy:
                        each.close()
        return sending.answers()

    def verified(self, domain: str) -> bool:
        return domain.lower() in self._domains

    def standing(self) -> Standing:
        """Fit, if a connection can be had. Raises Later."""
        self._put_back(self._taken(1))
        return Standing()

    def tenant_sends(self, tenant: str) -> bool:
        """A mail server knows no tenants."""
        return True

    def rate(self) -> float:
        """Recipients a second that the server is to get."""
        return self._rate

    def close(self) -> None:
        """End the idle connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection, _ in idle:
            with suppress(OSError):  # gone already: there is nobody to say goodbye to
                connection.sock.send(b"QUIT\r\n")
            connection.close()

    def _taken(self, mails: int) -> list[Connection]:
        """At least one connection. Raises Later."""
        wanted, now, found = min(self._most, mails), time.monotonic(), list[Connection]()
        with self._lock:
            while self._idle and len(found) < wanted:
                connection, since = self._idle.pop()
                if now - since > _IDLE or connection.stale():
                    connection.close()
                else:
                    found.append(connection)
        if missing := wanted - len(found):
            with ThreadPoolExecutor(missing) as pool:
                opened = list(pool.map(lambda _: self._opened(), range(missing)))
            found += [each for each in opened if isinstance(each, Connection)]
            if not found:  # a server that takes fewer connections than we ask for is used with those
                raise next(each for each in opened if isinstance(each, Later))
        return found

    def _opened(self) -> Connection | Later:
        try:
            return self._server.open()
        except Later as later:
            return later

    def _put_back(self, connections: list[Connection]) -> None:
        with self._lock:
            self._idle += [(each, time.monotonic()) for each in connections]
            spare, self._idle = self._idle[: -self._most], self._idle[-self._most :]
        for connection, _ in spare:
            connection.close()


class _Sending:
    """What is left to send of a batch, and what became of the rest."""

    def __init__(self, batch: Batch, verp: Callable[[UUID], str] | None, until: float) -> None:
        self._batch, self._verp, self._until = batch, verp, until
        self._waiting: deque[Entry] = deque(batch.entries)
        self._prepared: deque[Letter] = deque()
        self._answers: dict[UUID, Answer] = {}

    def next(self) -> Letter | None:
        """The next mail; None when there is none, or when it is too late to begin one."""
        if time.monotonic() >= self._until:
            return None
        return self._prepared.popleft() if self._prepared else self._compose()

    def prepare(self, most: int) -> bool:
        """Put one mail together ahead of its turn, if not as many are already. Whether there was one."""
        composed = self._compose() if len(self._prepared) < most else None
        if composed is not None:
            self._prepared.append(composed)
        return composed is not None

    def _compose(self) -> Letter | None:
        while self._waiting:
            entry = self._waiting.popleft()
            sender = self._verp(entry.attempt_id) if self._verp else envelope_address(self._batch.sender)
            try:
                return letter(self._batch, entry, sender)
            except Unsendable as error:
                self._answers[entry.attempt_id] = Answer(Outcome.REFUSED, detail=str(error))
        return None

    def answer(self, sent: Letter, answer: Answer) -> None:
        self._answers[sent.attempt_id] = answer

    def answers(self) -> list[Answer]:
        """In the order of the batch."""
        left = Answer(Outcome.RETURNED, detail="its turn did not come: connections lost, or too late")
        return [self._answers.get(entry.attempt_id, left) for entry in self._batch.entries]


def _moved(selector: selectors.BaseSelector, connection: Connection, *, write: bool) -> None:
    """Read and write what there is, and wait for the right thing next."""
    try:
        if write:
            connection.write()
        connection.read()
        if connection.writes:
            connection.write()
    except Broken as error:
        with suppress(Broken):  # what was answered before it broke still counts
            connection.read()
        _drop(selector, connection, str(error))
        return
    events = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.writes else 0)
    if selector.get_key(connection.sock).events != events:
        selector.modify(connection.sock, events, connection)


def _drop(selector: selectors.BaseSelector, connection: Connection, reason: str) -> None:
    selector.unregister(connection.sock)
    connection.give_up(reason)
