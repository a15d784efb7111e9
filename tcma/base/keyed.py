"""What stands for a person once they are erased: a hash that is known again, and a pseudonym that is not."""

import hashlib
import secrets

from tcma.base.settings import Settings
from tcma.base.tools import use


def keyed(addr_key: str) -> str:
    """`#` and 40 hex digits of BLAKE2b over an address key, under SUPPRESSION_KEY; the same for ever."""
    key = use(Settings).suppression_key
    return "#" + hashlib.blake2b(addr_key.encode(), key=key, digest_size=20, person=b"suppression").hexdigest()


PSEUDONYM = "erased-"
"""What stands in place of an address where something is counted of one who was erased. It leads to nobody."""


def pseudonym() -> str:
    """A new one, at random: not even who has every key can tell whose it was."""
    return PSEUDONYM + secrets.token_urlsafe(12)
