"""What a mail carries besides its words: sender, headers, tags.

Header values are printable ASCII or RFC 2047, at most 995 characters; a line break of any
alphabet can't create a header.
"""

import re
import unicodedata
from binascii import b2a_base64
from email.utils import formataddr
from uuid import UUID

from tcma.base.errors import Refusal
from tcma.base.words import N_

_ASCII = re.compile(r"[\x20-\x7e]*")
_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
LONGEST = 995
_WORD_BYTES = 45  # 60 characters of Base64, with 12 round them
_MOST_WORDS = LONGEST // 73  # each with its space


class NoSender(Refusal):
    """Nothing may leave without a verified domain to leave from."""


def one_line(text: str) -> str:
    """`text` without control characters or line breaks, its white space folded."""
    if text.isprintable():
        return " ".join(text.split())
    kept = (" " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} and c not in "\u200c\u200d" else c for c in text)
    return " ".join("".join(kept).split())


def encoded(text: str) -> str:
    """A header value: as it is if printable ASCII, else RFC 2047; what is too long is cut."""
    clean = one_line(text)
    return clean[:LONGEST] if _plain(clean) else _encoded_words(clean)


def _encoded_words(clean: str) -> str:
    """Words of at most 75 characters, none of which cuts a letter; a reader joins them without the spaces."""
    words: list[str] = []
    start, size = 0, 0
    for end, letter in enumerate(clean):
        more = len(letter.encode())
        if size + more > _WORD_BYTES:
            words.append(_encoded_word(clean[start:end]))
            start, size = end, 0
        size += more
    words.append(_encoded_word(clean[start:]))
    return " ".join(words[:_MOST_WORDS])


def _encoded_word(piece: str) -> str:
    return f"=?utf-8?b?{b2a_base64(piece.encode(), newline=False).decode()}?="


def _plain(clean: str) -> bool:
    """Whether it means itself: what looks like an encoded word would be decoded by the reader."""
    return _ASCII.fullmatch(clean) is not None and "=?" not in clean


def sender(display: str, address: str) -> str:
    """`Partner via Vendor <slug@domain>`, with the display name encoded. Refuses a bad address."""
    local, _, domain = address.rpartition("@")
    if not _LOCAL.fullmatch(local) or not re.fullmatch(r"[A-Za-z0-9.-]+\.[A-Za-z0-9-]{2,}", domain):
        raise NoSender(N_("%(address)s is not an address we can send from. Check the slug and the sender domain."),
                       address=address)
    name = one_line(display)[:120].strip()
    return formataddr((name, address)) if _plain(name) else f"{encoded(name)} <{address}>"


def tags(attempt_id: UUID, *, partner: str, origin: str, step: UUID) -> dict[str, str]:
    """SES message tags. The attempt's id is what heals a lost answer."""
    found = {"attempt": str(attempt_id), "partner": partner, "origin": origin, "step": str(step)}
    return {name: value for name, value in found.items() if _TAG.fullmatch(value)}


def unsubscribing(url: str) -> dict[str, str]:
    """The one header of `list_headers` that differs from person to person."""
    return {"List-Unsubscribe": f"<{url}>"}


def list_headers(*, unsubscribe_url: str, list_name: str, list_domain: str, feedback: tuple[str, str, str]
                 ) -> dict[str, str]:
    """RFC 8058 one-click unsubscribe, RFC 2919 List-Id, and Gmail's Feedback-ID (campaign:partner:kind:sender)."""
    return {
        **unsubscribing(unsubscribe_url),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"{encoded(list_name)} <{feedback[1]}.{list_domain}>",
        "Feedback-ID": ":".join([*feedback, "tcma"]),
    }
