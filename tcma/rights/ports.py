"""What is kept outside the database and the files."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from tcma.rights.rules import Needles


class TracesAway(Exception):
    """Later: what holds them can't be reached. Nothing was erased there."""


class Traces(Protocol):
    """Clicks on their way into the database, and what failed jobs said."""

    def forget(self, message_ids: Collection[UUID], needles: Needles) -> int:
        """Delete what came from these messages or names the person. Returns how much that was."""
