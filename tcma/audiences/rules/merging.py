"""Two contacts that may be one person, and what the one that is kept says."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

FIELDS = ("first_name", "last_name", "company", "title", "phone", "country", "language", "timezone")
"""What may be taken from either. The address stays that of the contact that is kept: it is its identity."""

SAME_NAME, SAME_PHONE, SAME_MAILBOX = "name", "phone", "mailbox"


class Fielded(Protocol):
    """A contact, as far as these rules go."""

    first_name: str
    last_name: str
    company: str
    title: str
    phone: str
    country: str
    language: str
    timezone: str


def chosen(kept: Fielded, dropped: Fielded, wanted: Mapping[str, str]) -> dict[str, str]:
    """{field: value} of the merged contact: as `wanted` ('kept' or 'dropped') says, else the kept one's own.

    An empty field takes what the other has.
    """
    found = {}
    for field in FIELDS:
        own, other = getattr(kept, field), getattr(dropped, field)
        found[field] = (other if wanted.get(field) == "dropped" else own) or own or other
    return found


def mailbox(addr_key: str) -> str:
    """The mailbox that many providers deliver an address to: without plus-tag and dots. Only ever a suggestion."""
    local, _, domain = addr_key.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def digits(phone: str) -> str:
    """The last nine digits of a phone number, however it is written; '' for too few."""
    found = re.sub(r"\D", "", phone)
    return found[-9:] if len(found) >= 7 else ""


def withdrawn(given_at: datetime, noes: list[datetime]) -> datetime | None:
    """When a consent ends for a no: the first one said after it was given, to either of the two contacts."""
    return min((no for no in noes if no >= given_at), default=None)
