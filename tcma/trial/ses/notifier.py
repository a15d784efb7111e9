"""Publishes events: when their time has come, signed, over and over until the product takes them.

What is pending is told by the files: the steps of all mails less the lines of notifications.jsonl. So a killed
simulator goes on where it stopped, with the same SNS MessageIds.
"""

import heapq
import http.client
import random
import time
import traceback
import uuid
from collections.abc import Iterable
from contextlib import suppress
from threading import Condition, Thread
from typing import Any

from tcma.trial.ses.events import event
from tcma.trial.ses.faults import Faults
from tcma.trial.ses.files import Lines, dump
from tcma.trial.ses.mails import Mail, Mails
from tcma.trial.ses.options import Options
from tcma.trial.ses.poster import Poster
from tcma.trial.ses.queue import Queue, QueuePoster
from tcma.trial.ses.sns import Signer
from tcma.trial.ses.state import State

REPORTED = "reported"
WAITING = "waiting"
REFUSED = "refused"  # the product answered 4xx; SNS does not try again
LOST = "lost"  # every attempt failed
DROPPED = "dropped"  # a fault
KEPT = "kept"  # nobody is subscribed, or the configuration set doesn't publish it

# monotonic second, order, mail number, step number, attempts made; and of a storm's extra posts AGAIN or ANEW
Due = tuple[float, int, int, int, int, str]
AGAIN = "again"  # the same notification once more
ANEW = "anew"  # the same event in a notification of its own


class Notifier:
    """A heap of what is due, and the threads that post it."""

    def __init__(self, options: Options, mails: Mails, signer: Signer, state: State, faults: Faults,
                 queue: Queue | None = None) -> None:
        self._options = options
        self._mails = mails
        self._signer = signer
        self._state = state
        self._faults = faults
        self._done = Lines(options.data / "notifications.jsonl")
        self._heap: list[Due] = []
        self._order = 0
        self._under_way = 0
        self._pause_until = 0.0
        self._stopping = False
        self._changed = Condition()
        self._waiting: dict[int, int] = {}  # mail number -> bits of its steps
        self._failed: dict[tuple[int, int], str] = {}
        self._threads: list[Thread] = []
        self._queue = queue

    def _poster(self) -> Poster | QueuePoster:
        return Poster(self._options.notify_url or "") if self._queue is None else QueuePoster(self._queue)

    def start(self) -> None:
        """Takes up what an earlier run left, and starts posting."""
        if not self._options.subscribed:
            return
        done: dict[int, int] = {}
        for line in self._done.since(0, len(self._done)):
            done[line["mail"]] = done.get(line["mail"], 0) | 1 << line["step"]
            if line["state"] != REPORTED:
                self._failed[line["mail"], line["step"]] = line["state"]
        for number in range(len(self._mails)):
            self._add(self._mails[number], done.get(number, 0), late=True)
        for number in range(self._options.notifier_threads):
            thread = Thread(target=self._work, args=(self._poster(),), daemon=True,
                            name=f"sns-{number}")
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=20)
        self._done.close()

    def publish(self, mails: Iterable[Mail]) -> None:
        """Takes the events of newly accepted mails."""
        if not self._options.subscribed:
            return
        with self._changed:
            for mail in mails:
                self._add(mail, 0, late=False)
            self._changed.notify_all()

    def _add(self, mail: Mail, done: int, *, late: bool) -> None:
        now = time.monotonic() + self._faults.delay_events
        for number, step in enumerate(mail.steps):
            if self.published(mail, number) and not done >> number & 1:
                self._order += 1
                due = now if late else now + step.after
                due += random.uniform(0, self._faults.shuffle_events)
                heapq.heappush(self._heap, (due, self._order, mail.number, number, 0, ""))
                self._waiting[mail.number] = self._waiting.get(mail.number, 0) | 1 << number

    def storm(self, times: int, *, since: int = 0, anew: bool = False) -> int:
        """Posts every event of the mails from number `since` on so many times more, in any order. Returns how many."""
        with self._changed:
            extra = [
                (number, step) for number in range(since, len(self._mails))
                for step in range(len(self._mails[number].steps)) if self.published(self._mails[number], step)
            ] * times
            random.shuffle(extra)
            for number, step in extra:
                self._order += 1
                heapq.heappush(self._heap, (time.monotonic(), self._order, number, step, 0, ANEW if anew else AGAIN))
            self._changed.notify_all()
        return len(extra)

    def published(self, mail: Mail, step: int) -> bool:
        """Whether the mail's configuration set has a destination for this event."""
        return mail.configuration_set is not None and mail.steps[step].event in self._options.events

    def state_of(self, mail: Mail, step: int) -> str:
        """How far the report of a step is: one of the words above."""
        if not self._options.subscribed or not self.published(mail, step):
            return KEPT
        if self._waiting.get(mail.number, 0) >> step & 1:
            return WAITING
        return self._failed.get((mail.number, step), REPORTED)

    def settled(self, timeout: float) -> bool:
        """Waits until nothing is pending; False if that takes more than `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._heap and not self._under_way, timeout)

    def pending(self) -> int:
        with self._changed:
            return len(self._heap) + self._under_way

    def history(self, since: int, most: int) -> list[dict[str, Any]]:
        return list(self._done.since(since, most))

    def envelope(self, mail: Mail, step: int) -> dict[str, str]:
        """The signed notification of one step."""
        record = event(mail, mail.steps[step], self._options)
        message_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{mail.id}/{step}"))
        return self.sign(record, message_id)

    def sign(self, record: dict[str, Any], message_id: str | None = None) -> dict[str, str]:
        """Any event record in a signed envelope."""
        return self._signer.notification(
            dump(record).decode(), message_id=message_id or str(uuid.uuid4()), time=self._state.now()
        )

    def _work(self, poster: Poster | QueuePoster) -> None:
        while (due := self._next()) is not None:
            _, _, number, step, attempts, extra = due
            again: float | None = None
            try:
                if extra:
                    self._post_extra(poster, number, step, extra)
                    continue
                again = self._handle(poster, number, step, attempts + 1)
            except Exception:  # one event that can't be made must not end the thread, and with it all others
                traceback.print_exc()
                self._finish(self._mails[number], step, LOST, None, attempts + 1)
            finally:
                with self._changed:
                    self._under_way -= 1
                    if again is not None:
                        self._order += 1
                        due_again = time.monotonic() + again
                        heapq.heappush(self._heap, (due_again, self._order, number, step, attempts + 1, ""))
                    self._changed.notify_all()
        poster.close()

    def _next(self) -> Due | None:
        with self._changed:
            while not self._stopping:
                wait = max(self._heap[0][0], self._pause_until) - time.monotonic() if self._heap else None
                if wait is not None and wait <= 0:
                    self._under_way += 1
                    return heapq.heappop(self._heap)
                self._changed.wait(wait)
            return None

    def _handle(self, poster: Poster | QueuePoster, number: int, step: int, attempt: int) -> float | None:
        """Posts one event. Seconds until the next attempt, or None if there is none."""
        mail = self._mails[number]
        if attempt == 1 and self._faults.strikes("drop_events"):
            self._finish(mail, step, DROPPED, None, attempt)
            return None
        envelope = self.envelope(mail, step)
        body, headers = dump(envelope), self._signer.headers(envelope)
        try:
            status: int | None = poster.post(body, headers)
            if status is not None and 200 <= status < 300 and self._faults.strikes("repeat_events"):
                poster.post(body, headers)
        except (OSError, http.client.HTTPException):
            status = None
        if end := self._end(status, attempt):
            self._finish(mail, step, end, status, attempt)
            return None
        delay = self._options.retry_delays[attempt - 1]
        if status is None:
            self._pause_until = time.monotonic() + min(delay, 2)
        return delay

    def _post_extra(self, poster: Poster | QueuePoster, number: int, step: int, extra: str) -> None:
        """One post of a storm; nobody minds if it fails."""
        mail = self._mails[number]
        anew = self.sign(event(mail, mail.steps[step], self._options)) if extra == ANEW else None
        envelope = anew or self.envelope(mail, step)
        with suppress(OSError, http.client.HTTPException):  # one of many: a storm waits for no answer
            poster.post(dump(envelope), self._signer.headers(envelope))

    def _end(self, status: int | None, attempt: int) -> str | None:
        """The state an answer settles, if it does: SNS tries again after no answer, 5xx and 429."""
        if status is not None and 200 <= status < 300:
            return REPORTED
        if status is not None and 400 <= status < 500 and status != 429:
            return REFUSED
        return LOST if attempt > len(self._options.retry_delays) else None

    def _finish(self, mail: Mail, step: int, state: str, status: int | None, attempts: int) -> None:
        self._done.append([{
            "mail": mail.number, "step": step, "message_id": mail.id, "event": mail.steps[step].event,
            "recipient": mail.steps[step].recipient, "state": state, "status": status, "attempts": attempts,
            "at": time.time(),
        }])
        with self._changed:
            left = self._waiting.get(mail.number, 0) & ~(1 << step)
            if left:
                self._waiting[mail.number] = left
            else:
                self._waiting.pop(mail.number, None)
            if state != REPORTED:
                self._failed[mail.number, step] = state
