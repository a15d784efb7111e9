"""Which domains and addresses a partner may send from."""

import re

from tcma.base.errors import Refusal
from tcma.base.words import N_

LOCAL = "hello"
"""Before the @, until a partner says otherwise: replies go to its person anyway."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOCAL = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")
# Their owners are others, whose DMARC policies have our mail refused.
_MAILBOXES = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com",
    "gmx.de", "gmx.net", "web.de", "aol.com", "proton.me", "protonmail.com", "mail.ru", "qq.com",
})  # fmt: skip


class BadSender(Refusal):
    """A domain or address that can't be sent from."""

    status = 422


def checked_domain(text: str, *, vendor_domain: str) -> str:
    """`text` as a domain in A-labels and small letters. Raises BadSender."""
    typed = text.strip().rstrip(".").removeprefix("https://").removeprefix("http://").partition("/")[0].lower()
    try:
        found = typed.rpartition("@")[2].encode("idna").decode()
    except UnicodeError as error:
        raise _no_domain(text) from error
    labels = found.split(".")
    if len(labels) < 2 or len(found) > 200 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise _no_domain(text)
    if found == vendor_domain or found.endswith(f".{vendor_domain}"):
        raise BadSender(N_("%(domain)s belongs to the programme. Your place below it is ready already."), domain=found)
    if found in _MAILBOXES:
        raise BadSender(N_("%(domain)s belongs to a mail provider, which has such mail refused. Enter a domain of "
                           "your firm."), domain=found)  # fmt: skip
    return found


def _no_domain(text: str) -> BadSender:
    return BadSender(N_("“%(text)s” is no domain. Write it like brightwave.example."), text=text.strip()[:100])


def checked_local(text: str) -> str:
    """What stands before the @. Raises BadSender."""
    found = text.strip().lower() or LOCAL
    if not _LOCAL.fullmatch(found) or ".." in found:
        raise BadSender(N_("Before the @ there can be letters, digits, dots, dashes and underscores."))
    return found


def address(local: str, domain: str) -> str:
    return f"{local}@{domain}"


def home_domain(slug: str, vendor_domain: str) -> str:
    """A partner's place below the vendor's domain, which needs no records: what proves the one proves the other.

    The vendor's domain itself where the slug is no label.
    """
    return f"{slug}.{vendor_domain}" if _LABEL.fullmatch(slug) else vendor_domain
