"""A finished mail before its personal fields, and how they are filled: as SES does it, in one pass."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from markupsafe import escape

PLACEHOLDER = re.compile(r"\{\{([a-z0-9_]+)\}\}")
HTML_TWIN = "h_"
VALUE_MAX, WHY_MAX = 200, 500

_BREAKS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_CLEAN = re.compile(r"(?:[!-~]+(?: [!-~]+)*)?")  # most are plain ASCII already
_SPECIAL = re.compile(r"[&<>\"'{}]")
_BIDI = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True)
class Field:
    """`{{name}}` in the mail.

    `source` says where its value comes from: a merge tag, u, p, why, l (a link), ob or cb (braces).
    """

    name: str
    source: str
    fallback: str = ""
    html: bool = False


@dataclass(frozen=True)
class LinkSpec:
    """A link before it has an address. `kind`: page, web, talk, trap; its field is `{{l_<position>}}`."""

    position: int
    kind: str
    target: str
    label: str

    @property
    def name(self) -> str:
        return f"l_{self.position}"


@dataclass(frozen=True)
class Mail:
    """Subject, HTML and text with SES placeholders; `fields` are exactly those in use."""

    subject: str
    preheader: str
    html: str
    text: str
    language: str
    fields: tuple[Field, ...] = ()
    links: tuple[LinkSpec, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 over subject, HTML and text."""
        parts = json.dumps([self.subject, self.html, self.text], ensure_ascii=False)
        return hashlib.sha256(parts.encode()).hexdigest()


def placeholders(*parts: str) -> set[str]:
    """The names of all fields in these parts."""
    return {name for part in parts for name in PLACEHOLDER.findall(part)}


def fill(mail: Mail, values: Mapping[str, str]) -> Mail:
    """The mail as its reader gets it; a field without a value is a KeyError. Values are never read for fields."""

    def filled(part: str) -> str:
        return PLACEHOLDER.sub(lambda found: values[found[1]], part)

    return replace(
        mail,
        subject=filled(mail.subject),
        preheader=filled(mail.preheader),
        html=filled(mail.html),
        text=filled(mail.text),
        fields=(),
    )


def clean(value: str, limit: int = VALUE_MAX) -> str:
    """One line without control or direction characters: no value can begin a header, or turn the words around it."""
    if _CLEAN.fullmatch(value) and len(value) <= limit:
        return value
    line = _BREAKS.sub(" ", _BIDI.sub("", unicodedata.normalize("NFC", value))).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def in_html(value: str) -> str:
    """Escaped for text and for quoted attributes; braces too, so that nothing can look like a field."""
    if not _SPECIAL.search(value):
        return value
    return str(escape(value)).replace("{", "&#123;").replace("}", "&#125;")


def values_for(
    fields: Iterable[Field],
    person: Mapping[str, str],
    *,
    links: Mapping[str, str],
    unsubscribe: str = "",
    preferences: str = "",
    why: str = "",
) -> dict[str, str]:
    """{field: value} for one reader, for both the plain and the HTML twins.

    `person` has first_name, last_name, company (empty or absent: the fallback in the kit's words);
    `links` has an address of ours per field l_0, l_1, ...
    """
    given = {"u": unsubscribe, "p": preferences, "ob": "{", "cb": "}"}
    values = {}
    for field in fields:
        if field.source == "l":
            values[field.name] = links[field.name]
        elif field.source in given:
            values[field.name] = given[field.source]
        else:
            limit = WHY_MAX if field.source == "why" else VALUE_MAX
            value = clean(why if field.source == "why" else person.get(field.source) or "", limit) or field.fallback
            values[field.name] = in_html(value) if field.html else value
    return values


def fields_to_json(fields: Iterable[Field]) -> list[dict[str, Any]]:
    return [asdict(field) for field in fields]


def fields_from_json(data: Iterable[Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(Field(**item) for item in data)
