"""Opaque signed tokens for addresses in mails and pages.

A token is key number (1 byte), payload, and 16 bytes of HMAC-SHA256 over purpose, key number and
payload, in URL-safe Base64. It carries ids only, no personal data. Old keys verify for as long
as they are in SECRET_KEYS.
"""

import base64
import binascii
import hmac
from collections.abc import Callable

from tcma.base.settings import Settings
from tcma.base.tools import use

_MAC = 16
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def _mac(key: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.digest(key, purpose.encode() + b"\0" + body, "sha256")[:_MAC]


def sign(purpose: str, payload: bytes) -> str:
    """A token for `payload` that only `read` with the same purpose accepts."""
    return signer(purpose)(payload)


def signer(purpose: str) -> Callable[[bytes], str]:
    """`sign` for many payloads of one purpose."""
    number, key = use(Settings).secret_keys[0]
    first = bytes([number])

    def token(payload: bytes) -> str:
        body = first + payload
        return binascii.b2a_base64(body + _mac(key, purpose, body), newline=False).translate(_URL_SAFE, b"=").decode()

    return token


def read(purpose: str, token: str) -> bytes | None:
    """The payload, or None for a token that is forged, foreign, cut or of another purpose."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, mac = raw[:-_MAC], raw[-_MAC:]
    # One token has one spelling: Base64 ignores spare bits of the last character.
    if not body or base64.urlsafe_b64encode(raw).rstrip(b"=") != token.encode():
        return None
    for number, key in use(Settings).secret_keys:
        if number == body[0]:
            return body[1:] if hmac.compare_digest(mac, _mac(key, purpose, body)) else None
    return None
