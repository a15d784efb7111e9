"""Amazon SQS on this machine: one queue, and its dead letters. Kept in a file, so that a restart loses nothing."""

import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition

from tcma.trial.ses.files import Lines

VISIBLE_AGAIN = 60  # seconds, unless a call says otherwise
RECEIVES = 5  # times a message is brought before it is a dead letter


@dataclass(slots=True)
class Letter:
    """One message. `due`: the monotonic second from which it may be brought (again)."""

    id: str
    body: str
    due: float = 0.0
    handle: str = ""
    receives: int = 0


class Queue:
    """At least once, in about the order in which messages came."""

    def __init__(self, data: Path, name: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self._clock = name, clock
        self._lines = Lines(data / f"queue-{name}.jsonl")
        self._waiting: dict[str, Letter] = {}
        self._dead: dict[str, Letter] = {}
        self._changed = Condition()
        for line in self._lines.since(0, len(self._lines)):
            if "body" in line:
                self._waiting[line["id"]] = Letter(line["id"], line["body"])
            elif line["end"] == "dead":
                self._dead[line["id"]] = self._waiting.pop(line["id"])
            else:
                self._waiting.pop(line["id"], None)

    def send(self, body: str) -> str:
        letter = Letter(str(uuid.uuid4()), body)
        with self._changed:
            self._lines.append([{"id": letter.id, "body": body}])
            self._waiting[letter.id] = letter
            self._changed.notify_all()
        return letter.id

    def receive(self, most: int, *, wait: float, hidden: float) -> list[Letter]:
        """Up to `most` that may be brought now; waits for the first of them. They come again after `hidden` seconds."""
        end = self._clock() + wait
        with self._changed:
            while not (ready := self._ready(most)):
                left = end - self._clock()
                if left <= 0:
                    return []
                self._changed.wait(min(left, 0.25))  # something hidden may come into sight meanwhile
            for letter in ready:
                letter.receives += 1
                letter.due, letter.handle = self._clock() + hidden, f"{letter.id}:{secrets.token_urlsafe(16)}"
            return [Letter(one.id, one.body, one.due, one.handle, one.receives) for one in ready]

    def _ready(self, most: int) -> list[Letter]:
        found: list[Letter] = []
        for letter in list(self._waiting.values()):
            if letter.due > self._clock():
                continue
            if letter.receives >= RECEIVES:
                self._end(letter, "dead")
                self._dead[letter.id] = letter
            elif len(found) < most:
                found.append(letter)
        return found

    def _end(self, letter: Letter, how: str) -> None:
        self._lines.append([{"id": letter.id, "end": how}])
        del self._waiting[letter.id]

    def delete(self, handle: str) -> bool:
        """False for a handle that was never given. One that is out of date deletes too, as SQS does for most."""
        name = handle.partition(":")[0]
        if not handle.partition(":")[2]:
            return False
        with self._changed:
            if (letter := self._waiting.get(name)) is not None:
                self._end(letter, "deleted")
        return True

    def hide(self, handle: str, seconds: float) -> bool:
        """Changes when it comes again; False if it is not under way."""
        with self._changed:
            letter = self._waiting.get(handle.partition(":")[0])
            if letter is None or letter.handle != handle:
                return False
            letter.due = self._clock() + seconds
            self._changed.notify_all()
            return True

    def counts(self) -> dict[str, int]:
        """{visible, under_way, dead}"""
        with self._changed:
            hidden = sum(1 for one in self._waiting.values() if one.due > self._clock())
            return {"visible": len(self._waiting) - hidden, "under_way": hidden, "dead": len(self._dead)}

    @property
    def dead(self) -> list[str]:
        """Bodies of the dead letters."""
        return [letter.body for letter in self._dead.values()]

    def close(self) -> None:
        self._lines.close()


class QueuePoster:
    """What a subscription of the queue does with a notification."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        self._queue.send(body.decode())
        return 200

    def close(self) -> None:
        """Nothing is open."""
