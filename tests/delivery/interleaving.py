"""Transactions that meet where a test wants them to: stopped at a statement, watched while they wait for a lock.

Nothing sleeps for luck: a player has ended, stands at its gate, or PostgreSQL says that it waits for a lock.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from tcma.base.db import transaction

PATIENCE = 30.0  # seconds, for a test that is broken


class Player(threading.Thread):
    """Runs `work` in a transaction of its own. It stops after the n-th statement that `until` is found in.

    With `until=""` it stops when its work is done, before the commit.
    """

    def __init__(self, engine: Engine, work: Callable[[Session], Any], until: str | None, nth: int) -> None:
        super().__init__(daemon=True)
        self._engine, self._work, self._until, self._left = engine, work, until, nth
        self._at_gate, self._open = threading.Event(), threading.Event()
        self._pid = 0
        self.value: Any = None
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with transaction() as session:
                self._pid = session.scalars(text("SELECT pg_backend_pid()")).one()
                self.value = self._work(session)
                if self._until == "":
                    self._stand()
        except Exception as error:  # given to the test by `end`
            self.error = error

    def after_statement(self, statement: str) -> None:
        if self._until and not self._at_gate.is_set() and re.search(self._until, " ".join(statement.split())):
            self._left -= 1
            if self._left == 0:
                self._stand()

    def _stand(self) -> None:
        self._at_gate.set()
        assert self._open.wait(PATIENCE)

    def settled(self) -> str:
        """'ended', 'stands' at its gate, or 'waits' for a lock, as soon as one of them is so."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if not self.is_alive():
                return "ended"
            if self._at_gate.is_set() and not self._open.is_set():
                return "stands"
            if self._pid and self._waits():
                return "waits"
            time.sleep(0.005)
        raise TimeoutError(f"it neither ended nor waited: {self._until}")

    def _waits(self) -> bool:
        with self._engine.connect() as connection:
            return bool(connection.scalar(
                text("SELECT 1 FROM pg_stat_activity WHERE pid = :pid AND wait_event_type = 'Lock'"),
                {"pid": self._pid},
            ))

    def end(self) -> Any:
        """Let it go on to its end: its value, or its error raised."""
        self._open.set()
        self.join(PATIENCE)
        assert not self.is_alive()
        if self.error is not None:
            raise self.error
        return self.value


class Stage:
    """`start` a player; `without` a lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, work: Callable[[Session], Any], until: str | None = None, nth: int = 1) -> Player:
        """Returns once it has ended, stands or waits."""
        player = Player(self._engine, work, until, nth)
        player.start()
        player.settled()
        return player

    @contextmanager
    def without(self, *patterns: str) -> Iterator[None]:
        """The product with what these patterns match taken out of its SQL; each must be found at least once."""
        found = set()

        def take_out(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> Any:
            for pattern in patterns:
                statement, count = re.subn(pattern, "", statement, flags=re.DOTALL)
                if count:
                    found.add(pattern)
            return statement, parameters

        event.listen(self._engine, "before_cursor_execute", take_out, retval=True)
        try:
            yield
        finally:
            event.remove(self._engine, "before_cursor_execute", take_out)
        assert found == set(patterns), f"not in any statement: {set(patterns) - found}"

    def _told(self, conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        player = threading.current_thread()
        if isinstance(player, Player):
            player.after_statement(statement)

    @contextmanager
    def open(self) -> Iterator["Stage"]:
        event.listen(self._engine, "after_cursor_execute", self._told)
        try:
            yield self
        finally:
            event.remove(self._engine, "after_cursor_execute", self._told)
