"""How long a session lives, who may be invited as what, how many tries there are."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tcma.base.roles import PARTNER_ROLES, VENDOR_ROLES, Role

INVITATION_DAYS = 14
WINDOW = timedelta(minutes=15)
_ADMIN_IDLE = timedelta(minutes=30)
# A person who mistypes, a whole office behind one address, and one account tried from everywhere.
_ADDRESS_FACTOR, _ACCOUNT_FACTOR = 5, 10


def lifetime(role: Role) -> timedelta:
    """Partners' people stay signed in for 30 days, the vendor's for 12 hours."""
    return timedelta(hours=12) if role in VENDOR_ROLES else timedelta(days=30)


def worn_out(role: Role, *, seen_at: datetime, now: datetime) -> bool:
    """An administrator of the vendor is signed out after half an hour without a request."""
    return role is Role.VENDOR_ADMIN and now - seen_at > _ADMIN_IDLE


def grantable(role: Role) -> tuple[Role, ...]:
    """The roles that a person of `role` may give to colleagues."""
    if role is Role.VENDOR_ADMIN:
        return VENDOR_ROLES
    return PARTNER_ROLES if role is Role.PARTNER_ADMIN else ()


def too_many(*, pair: int, address: int, account: int, limit: int) -> bool:
    """Whether this try is one too many: `limit` per account and address, more for either alone."""
    return pair > limit or address > limit * _ADDRESS_FACTOR or account > limit * _ACCOUNT_FACTOR


def own_path(wanted: str | None) -> str | None:
    """`wanted` if it is a path of this site, else None: no host, no scheme, no backslash, no control character."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    if "\\" in wanted or any(ord(letter) < 32 or ord(letter) == 127 for letter in wanted):
        return None
    parts = urlsplit(wanted)
    return None if parts.scheme or parts.netloc else wanted


def slugify(name: str, taken: Iterable[str] = ()) -> str:
    """A lower-case Latin name for addresses, not yet `taken`; a firm without Latin letters is 'partner'."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "partner"
    used = set(taken)
    number, slug = 1, base
    while slug in used:
        number += 1
        slug = f"{base}-{number}"
    return slug
