"""Addresses of what is shared, and what it is worth on the leaderboard."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

SHARE = "share page"
"""Purpose of the token of a person's page."""

_LETTERS = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another
CODE = 10  # of 56 letters: 58 bits, more than anybody can try against a server

PER_RESPONSE, PER_APPROVAL = 10, 50


@dataclass(frozen=True)
class Points:
    """What came of one person's posts: visitors (each once a day), people who answered, registrations approved."""

    clicks: int = 0
    responses: int = 0
    approvals: int = 0

    @property
    def total(self) -> int:
        return self.clicks + PER_RESPONSE * self.responses + PER_APPROVAL * self.approvals


def new_code() -> str:
    """The short name of a link, at random: people see it in posts."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE))


def sharer_id_of(payload: bytes | None) -> UUID | None:
    """Whose page a token is for."""
    return UUID(bytes=payload) if payload is not None and len(payload) == 16 else None


def kit_path(language: str, partner: str, kit: str, office_id: UUID | None = None) -> str:
    """Where a partner's pages of a kit are in a language, in its main brand or that of its office."""
    office = f"/office/{office_id}" if office_id else ""
    return f"/c/{language}/{partner}{office}/kit/{kit}"


def page_path(language: str, partner: str, kit: str, asset_key: str) -> str:
    return f"{kit_path(language, partner, kit)}/{asset_key}"


def campaign_address(page: str, *, network: str, kit: str, asset_key: str, version: int) -> str:
    """Where a shared link leads: the page, and for other people's statistics where the visit came from."""
    said = {
        "utm_source": network, "utm_medium": "partner_social", "utm_campaign": kit,
        "utm_content": f"{asset_key}-v{version}",
    }  # fmt: skip
    return f"{page}?{urlencode(said)}"
