"""Whether what an engine gave back can be shown to anybody at all."""

import re

from tcma.catalogue.rules.texts import broken_link, html_in, leftover_code, unreadable

# A full stop ends a sentence before a blank; the full-width ones of Chinese and Japanese need none.
_SENTENCE = re.compile(r"(?<=[.!?…؟۔।])(\s+)|(?<=[。！？])(\s*)(?=\S)")  # noqa: RUF001  # they are meant


class Unusable(Exception):
    """An answer that is no translation; `code` is one of REASONS, `detail` what was seen."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def sentences(text: str) -> list[tuple[str, str]]:
    """(sentence, blank after it); joined they are the text again."""
    found, at = [], 0
    for end in _SENTENCE.finditer(text):
        if end.start() > at:
            found.append((text[at : end.start()], end[0]))
            at = end.end()
    if at < len(text):
        found.append((text[at:], ""))
    return found


def checked(source: str, said: str | None) -> str:
    """The answer for `source`, its blanks tidied. Raises Unusable for one that is none."""
    text = " ".join((said or "").split())
    if not text:
        raise Unusable("empty")
    if len(text) > 4 * len(source) + 200:
        raise Unusable("huge", str(len(text)))
    if html_in(text) and not html_in(source):
        raise Unusable("html", html_in(text)[:40])
    if unreadable(text) and not unreadable(source):
        raise Unusable("unreadable")
    return text


def whole(source: str, text: str) -> str:
    """The finished line for `source`, its markers back. Raises Unusable where it holds what no text may hold."""
    if leftover_code(text) and not leftover_code(source):
        raise Unusable("markers", leftover_code(text))
    if broken_link(text) and not broken_link(source):
        raise Unusable("markers", broken_link(text))
    return text


def as_word(before: str, said: str | None, target: str) -> str:
    """A single word or two, translated alone: engines write them as sentences. '' where it is of no use."""
    word = " ".join((said or "").split()).rstrip(".。")
    small = before[:1].islower() and target.partition("-")[0] not in ("de", "lb")  # where nouns are tall
    return word[:1].lower() + word[1:] if small else word
