"""Mails that come in answer to ours: who wrote what, and which of them nobody wrote."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

from tcma.delivery.rules.mail import one_line

LONGEST = 10_000  # characters of what was written that are kept as an answer
_TO = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
_REFERENCE = re.compile(r"<([^<>\s]+)>")
_RULE = re.compile(r"\s*[-_]{5,}.*")
_BLOCKS = {"p", "div", "br", "tr", "li", "blockquote", "h1", "h2", "h3", "table"}
_HIDDEN = {"style", "script", "head", "title"}


@dataclass(frozen=True)
class Reply:
    """`to` are the addresses it came to; `sender` is '' where it names none. `references` are ids of mails that it
    answers, without brackets. `text` is without the mail it quotes. `automatic` says why nobody wrote it, '' for
    what a person wrote.
    """

    to: tuple[str, ...]
    sender: str
    name: str
    references: tuple[str, ...]
    subject: str
    text: str
    automatic: str


def read_reply(raw: bytes, *, domain: str, senders: Collection[str]) -> Reply:
    """What a mail says. `domain` is where answers come in, and nobody writes from; `senders` are the domains of our
    mails, by which a quoted one is known."""
    mail = message_from_bytes(raw)
    people = getaddresses([_word(mail, "From")])
    name, sender = people[0] if people else ("", "")
    to = getaddresses([_word(mail, header, each) for header in _TO for each in range(len(mail.get_all(header, [])))])
    addresses = tuple(address for _, address in to if address)
    ours = [*addresses, *(f"{before}{one}" for one in senders for before in "@.")]
    return Reply(
        addresses, sender if "@" in sender else "", one_line(name),
        tuple(_REFERENCE.findall(_word(mail, "In-Reply-To") + _word(mail, "References"))),
        _word(mail, "Subject"), without_quote(_text(mail), ours)[:LONGEST], _automatic(mail, sender, domain),
    )


def without_quote(text: str, ours: Collection[str]) -> str:
    """The lines above what is quoted, or below where none are above.

    Mail programs introduce a quoted mail in every language, and each in its own way; but all mark it with ">", draw a
    line, or name the address that the mail came from, which has one of `ours` in it.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    names = [address.lower() for address in ours]
    end = len(lines)
    for number, line in enumerate(lines):
        if line.startswith(">") or _RULE.fullmatch(line) or any(name in line.lower() for name in names):
            end = number
            break
    kept = lines[:end]
    if end < len(lines) and not _RULE.fullmatch(lines[end]):
        quoted = lines[end].startswith(">")
        while quoted and kept and not kept[-1].strip():
            kept.pop()
        if not quoted or (kept and kept[-1].rstrip().endswith((":", "\uff1a"))):  # the words before it introduce it
            while kept and kept[-1].strip():
                kept.pop()
    if not kept and end < len(lines) and lines[end].startswith(">"):  # some write below
        kept = [line for line in lines[end:] if not line.startswith(">")]
    found = "\n".join(line.rstrip() for line in kept).strip()
    return re.sub(r"\n{3,}", "\n\n", found)


def _automatic(mail: Message, sender: str, domain: str) -> str:
    """RFC 3834 and its forerunners."""
    if _verdict(mail, "X-SES-Virus-Verdict") or _verdict(mail, "X-SES-Spam-Verdict"):
        return "spam"
    if _word(mail, "Auto-Submitted").lower() not in ("", "no"):
        return "automatic"
    if any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response")):
        return "automatic"
    if _word(mail, "Precedence").lower() in ("auto_reply", "bulk", "junk", "list"):
        return "automatic"
    if _word(mail, "Return-Path") == "<>" or mail.get_content_type() == "multipart/report":
        return "a report of a mail server"
    return "our own" if sender.rpartition("@")[2].lower() == domain.lower() else ""


def _verdict(mail: Message, name: str) -> bool:
    return _word(mail, name).upper() == "FAIL"


def _word(mail: Message, name: str, place: int = 0) -> str:
    """A header on one line, its encoded words read; '' where there is none."""
    values = mail.get_all(name, [])
    if place >= len(values):
        return ""
    try:
        parts = decode_header(str(values[place]))
    except HeaderParseError:  # what claims to be Base64 and is not
        parts = [(str(values[place]), None)]
    return one_line("".join(_decoded(text, charset) for text, charset in parts))


def _decoded(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text.encode("utf-8", "replace").decode()
    try:
        return text.decode(charset or "utf-8", "replace")
    except LookupError:
        return text.decode("utf-8", "replace")


def _text(mail: Message) -> str:
    """The first plain words in it, else the first HTML, as text."""
    plain = next(_bodies(mail, "text/plain"), None)
    if plain is not None and plain.strip():
        return plain
    html = next(_bodies(mail, "text/html"), "")
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)


def _bodies(mail: Message, kind: str) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                charset = part.get_content_charset()
                yield _decoded(data, charset if isinstance(charset, str) else None).replace("\0", "")


class _Words(HTMLParser):
    """The text of HTML. What is quoted goes: mail programs put it into a blockquote."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside = {"blockquote": 0, "hidden": 0}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._inside["hidden"] += 1
        if tag == "blockquote":
            self._inside["blockquote"] += 1
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        for name, mine in (("hidden", tag in _HIDDEN), ("blockquote", tag == "blockquote")):
            if mine and self._inside[name]:
                self._inside[name] -= 1

    def handle_data(self, data: str) -> None:
        if not any(self._inside.values()):
            self.words.append(re.sub(r"\s+", " ", data))
