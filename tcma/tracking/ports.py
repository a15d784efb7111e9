"""The buffer between the redirect and the database, and the mailbox that answers come into."""

from collections.abc import Sequence
from typing import Protocol

from tcma.tracking.rules import RawHit

QUICK = "tcma.quick"
"""In a WSGI environ, from a server that can't wait: answer this click from memory now, or return without an answer."""


class BufferAway(Exception):
    """Later: the buffer can't be reached. What it holds is not lost."""


class HitBuffer(Protocol):
    """Hits in the order they came. What was read and not `done` is read again."""

    def append(self, hit: RawHit) -> None:
        """Keep a hit; raises BufferAway within a fraction of a second where it can't."""

    def read(self, count: int) -> Sequence[tuple[str, RawHit]]:
        """At most `count` hits with their entry ids, unfinished ones of a reader that died first."""

    def done(self, entry_ids: Sequence[str]) -> None:
        """These are in the database; forget them."""


class ReplyMailbox(Protocol):
    """Where answers to our mails are put. Both raise delivery's Later."""

    def read(self, most: int) -> list[tuple[str, bytes]]:
        """At most so many mails, as (handle, raw). They stay until they are deleted."""

    def delete(self, handles: Sequence[str]) -> None:
        """These are done with. One that is gone is no error."""
