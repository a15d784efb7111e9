"""Mail addresses as SES reads them: `name@host` or `Display name <name@host>`, in ASCII."""

import re

from tcma.trial.ses.errors import BAD_REQUEST, ApiError

_ADDRESS = re.compile(r"[!-;=?A-~]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z0-9-]+")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>\s*")


def bare(text: str) -> str:
    """The address inside `text`; BadRequestException for what SES doesn't take.

    SES has no SMTPUTF8: a domain must be punycode, a display name an RFC 2047 encoded word.
    """
    if not text.isascii():
        raise ApiError(BAD_REQUEST, f"Address <{text}> has non-ASCII characters: encode names by RFC 2047, "
                                    "domains by punycode.")
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise ApiError(BAD_REQUEST, "Local address contains control or whitespace")
    named = _NAMED.fullmatch(text)
    address = named["address"] if named else text.strip()
    if "@" not in address:
        raise ApiError(BAD_REQUEST, "Missing final '@domain'")
    if not _ADDRESS.fullmatch(address):
        raise ApiError(BAD_REQUEST, f"Illegal address <{address}>")
    return address


def domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
