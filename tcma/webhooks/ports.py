"""What webhooks need of the outside: somebody who posts."""

from collections.abc import Mapping
from typing import Protocol


class Later(Exception):
    """Nobody answered; in words for the log."""


class Never(Exception):
    """The address leads where nothing may go; in words for the log."""


class Poster(Protocol):
    """Posts one message."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer, whatever it is; redirects are answers. Raises Later and Never."""
