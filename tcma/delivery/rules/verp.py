"""Addresses that say what a mail to them is about: envelope senders an attempt (variable envelope return path),
addresses for replies a launch.

A token in Base32: mail servers may change the case of an address, and 64 characters are all that a local part has.
"""

import base64
import binascii
import re

_FORM = re.compile(r"([a-z])-([a-z2-7]{20,62})", re.IGNORECASE)
BOUNCE, REPLY = "b", "r"


def local_part(token: str, about: str = BOUNCE) -> str:
    """Of the address for a signed token of base/tokens; `about` is BOUNCE or REPLY."""
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    return f"{about}-" + base64.b32encode(raw).decode().rstrip("=").lower()


def token_in(address: str, domain: str, about: str = BOUNCE) -> str | None:
    """The token of such an address at `domain`, None for any other. Whether it is ours, its signature says."""
    local, _, there = address.strip().strip("<>").rpartition("@")
    found = _FORM.fullmatch(local)
    if found is None or found[1].lower() != about or there.lower() != domain.lower():
        return None
    text = found[2].upper()
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error:
        return None
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
