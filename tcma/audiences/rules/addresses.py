"""E-mail addresses: which are one person, which can be written to, and whose firm they belong to."""

import re
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from tldextract import TLDExtract

from tcma.audiences.rules.freemail import FREEMAIL, ROLES
from tcma.audiences.rules.itself import mostly_itself
from tcma.base.errors import Refusal
from tcma.base.words import N_

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = rf"{_ATOM}(?:\.{_ATOM})*"
_LOCAL = re.compile(LOCAL)
_HOST = re.compile(r"[A-Za-z0-9.-]+")
_BETWEEN = re.compile(r"[\s;,|]+")
LONGEST = 1_000  # characters of an address with the name beside it; no mail server takes half of that
# The bundled list of public suffixes; nothing is fetched, nothing is written to disk.
_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class BadAddress(Refusal):
    """Not an address we can write to. `code` groups the reasons for a summary."""

    code = "bad_address"


class NoAddress(BadAddress):
    """The cell is empty."""

    code = "no_address"


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is written to (`email`), what makes it one person (`key`), and the name beside it."""

    email: str
    key: str
    domain: str
    name: str = ""


def invisible(letter: str) -> bool:
    """Whether a character takes no ink: spaces, joiners, marks of direction, byte-order marks."""
    return letter.isspace() or unicodedata.category(letter) in ("Cf", "Zs", "Zl", "Zp") or letter in "\u115f\u3164"


def visible(text: str) -> str:
    """`text` with a sign in place of NUL, which no database keeps."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def stripped(text: str) -> str:
    """`text` without the invisible characters around it."""
    if text and text.isascii():
        return text.strip()
    start, end = 0, len(text)
    while start < end and invisible(text[start]):
        start += 1
    while end > start and invisible(text[end - 1]):
        end -= 1
    return text[start:end]


@mostly_itself
def domain_label(domain: str) -> str | None:
    """The A-label of a domain, or None if mail can't go there."""
    try:
        return validate_email(f"a@{domain}", check_deliverability=False).ascii_domain.lower()
    except EmailNotValidError:
        return None


def _bad(message: str, text: str, **values: object) -> BadAddress:
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:80])
    return BadAddress(message, value=shown, **values)


def _checked(text: str) -> tuple[str, str]:
    """Local part and A-label of `text`, or a refusal that says what is wrong with it."""
    local, _, domain = text.rpartition("@")
    if _LOCAL.fullmatch(local) and len(local) <= 64 and _HOST.fullmatch(domain):
        label = domain_label(domain)
        if label is not None and len(local) + len(label) <= 253:
            return local, label
    if text.count("@") > 1 and sum("@" in part for part in _BETWEEN.split(text)) > 1:
        raise _bad(N_("“%(value)s” is more than one address. Give each person a row."), text)
    if " " in text:
        raise _bad(N_("“%(value)s” has a space inside."), text)
    for letter in text:
        if unicodedata.category(letter) == "Cc" or invisible(letter):
            raise _bad(
                N_("“%(value)s” has the invisible character %(code)s inside. Type the address again."),
                text, code=f"U+{ord(letter):04X}",
            )
    local, at, domain = text.rpartition("@")
    if not at:
        raise _bad(N_("“%(value)s” has no @."), text)
    if not local.isascii():
        raise _bad(N_("“%(value)s” has letters before the @ that mail servers do not take."), text)
    if "." not in domain and domain.isascii():
        raise _bad(N_("“%(value)s” has no ending such as .com."), text)
    label = domain_label(domain)
    if label is None or len(local) > 64 or not _LOCAL.fullmatch(local) or len(local) + len(label) > 253:
        raise _bad(N_("“%(value)s” is not an e-mail address."), text)
    return local, label


def read_address(text: str) -> Address:
    """The address in a cell; `Name <address>`, `mailto:` and what is invisible around it are taken off."""
    text, name = stripped(text), ""
    if len(text) > LONGEST:
        raise _bad(N_("“%(value)s” is not an e-mail address."), text)
    if text.endswith(">") and (text.count("<"), text.count(">")) == (1, 1):
        before, _, inside = text[:-1].partition("<")
        name, text = stripped(before).strip("\"'"), stripped(inside)
    if text[:7].casefold() == "mailto:":
        text = text[7:]
    text = text.rstrip(";,")
    if not text:
        raise NoAddress(N_("There is no e-mail address."))
    local, domain = _checked(text)
    return Address(f"{local}@{domain}", f"{local.casefold()}@{domain}", domain, name)


def addr_key(email: str) -> str:
    """What makes an address one person: case-folded local part, A-label domain; plus-tags and dots stay."""
    return read_address(email).key


@mostly_itself
def account_domain(email: str) -> str | None:
    """The registrable domain of the firm behind an address or domain; None for a mailbox provider."""
    domain = email.rpartition("@")[2].casefold().rstrip(".")
    found = _suffixes.extract_str(domain)
    # Under an ending the public list does not know, the last label is taken to be the suffix.
    own = found.top_domain_under_public_suffix or ".".join(domain.split(".")[-2:])
    return None if not own or own in FREEMAIL or domain in FREEMAIL else own


def is_role(email: str) -> bool:
    """Whether the address is an office and not a person: info@, sales@."""
    return email.partition("@")[0].partition("+")[0].casefold() in ROLES
