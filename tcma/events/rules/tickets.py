"""Tokens in the links of an event: ids only, signed, each for one purpose."""

from uuid import UUID

from tcma.base import tokens

SEAT = "seat"
"""Take an offered seat, give one back: over the registration's id."""
TICKET = "ticket"
"""The ticket and its QR code: over the registration's id."""
DOOR = "door"
"""The helpers' page: over the event's id."""


def sign(purpose: str, subject: UUID) -> str:
    """The token for a registration or an event."""
    return tokens.sign(purpose, subject.bytes)


def read(purpose: str, token: str) -> UUID | None:
    """Whose it is; None for one that is forged, cut or of another purpose."""
    payload = tokens.read(purpose, token)
    return UUID(bytes=payload) if payload is not None and len(payload) == 16 else None
