"""Where links lead, remembered: links never change once they are written."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from tcma.base import tokens
from tcma.base.db import transaction
from tcma.tracking import queries
from tcma.tracking.rules import CLICK, pair

K = TypeVar("K")
V = TypeVar("V")

MANY = 20_000


@dataclass(frozen=True)
class Place:
    """A link that was asked for, the mail it stood in (None: it was shared), where it leads, and whose it is."""

    message_id: UUID | None
    link_id: UUID
    url: str
    country: str


def place_of(path: str, *, quick: bool = False) -> Place | None:
    """What `/r/<token>` or `/s/<code>` asks for; None for what is forged, foreign, cut, retired or no more.

    `quick`: only what is remembered.
    """
    kind, rest = path[:3], path[3:]
    found = pair(tokens.read(CLICK, rest)) if kind == "/r/" else _pair_of(rest, quick)
    if found is None:
        return None
    known = _links.get(found[1]) or (None if quick else _ask(found[1]))
    return Place(*found, *known) if known else None


_links: dict[UUID, tuple[str, str]] = {}  # id -> (address, its partner's country)
_codes: dict[str, UUID] = {}


def _ask(link_id: UUID) -> tuple[str, str] | None:
    """What is not there is not remembered: it may come."""
    with transaction() as session:
        known = queries.link_address(session, link_id)
    return _remember(_links, link_id, known)


def _pair_of(code: str, quick: bool) -> tuple[None, UUID] | None:
    """The pair of a shared link."""
    link_id = _codes.get(code)
    if link_id is None and not quick and code.isascii() and code.isalnum():
        with transaction() as session:
            link_id = _remember(_codes, code, queries.link_by_code(session, code))
    return (None, link_id) if link_id else None


def _remember(memory: dict[K, V], key: K, value: V | None) -> V | None:
    if value is not None:
        if len(memory) >= MANY:
            memory.clear()
        memory[key] = value
    return value
