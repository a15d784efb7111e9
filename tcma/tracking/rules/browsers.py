"""The random number of a browser, in a first-party cookie, where that is allowed and nobody objects."""

import re
import secrets
from collections.abc import Collection
from datetime import timedelta

from tcma.tracking.rules.hits import PRIVATE

COOKIE = "tcma_visitor"
KEPT = timedelta(days=90)

_NUMBER = re.compile(r"[A-Za-z0-9_-]{22}")


def new_browser() -> str:
    """128 random bits; it says nothing, and stands for nobody until a token or a form of ours does."""
    return secrets.token_urlsafe(16)


def known_browser(cookie: str | None) -> str:
    """What the cookie holds if it is a number of ours, else ''."""
    return cookie if cookie and _NUMBER.fullmatch(cookie) else ""


def may_be_known(signs: str, country: str, countries: Collection[str]) -> bool:
    """Whether a browser may be given a number, or the one it has be read: a country that was listed, and no DNT or
    Global Privacy Control."""
    return country in countries and PRIVATE not in signs.split()
