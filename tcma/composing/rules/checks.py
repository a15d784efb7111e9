"""The nine checks of a mail before it goes out: each says what holds, or what to mend and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from tcma.base.words import format_number, language, language_name, ngettext
from tcma.base.words import gettext as _
from tcma.branding.rules import Brand, contrast
from tcma.catalogue.rules import BLOCKS, MERGE_TAGS, Asset, Block, Kit, Traits, seen_by
from tcma.catalogue.rules.targets import target_problem
from tcma.catalogue.rules.texts import pair
from tcma.composing.rules.email import ANYBODY
from tcma.composing.rules.inline import Anchor, Bold, Piece, Words, pieces
from tcma.composing.rules.looks import look_of, pairs
from tcma.composing.rules.mail import Mail, placeholders
from tcma.composing.rules.themes import theme_named

HTML_MAX = 60 * 1024
CUT = 102  # KB after which Gmail cuts a mail
TEXT = 4.5


@dataclass(frozen=True)
class Check:
    """`words` say what holds; where it does not, `fix` says what to do, `place` is the segment key it is about."""

    id: str
    ok: bool
    words: str
    fix: str = ""
    place: str = ""


class _Images(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.missing: list[str] = []
        self.hrefs: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img" and (given.get("alt") is None or not given.get("width")):
            self.missing.append(given.get("src") or "?")
        if tag == "a":
            self.hrefs.append(given.get("href") or "")


def checks(
    kit: Kit, asset: Asset, mail: Mail, brand: Brand, *, missing: int, needs_review: int,
    traits: Traits = ANYBODY,
) -> list[Check]:  # fmt: skip
    """What holds for one mail in one language.

    `kit` and `asset` are as published, in the mail's language; `missing` and `needs_review` count its texts;
    `traits` are the partner's.
    """
    asset = seen_by(asset, replace(traits, language=mail.language))
    found = _Images(mail.html)
    return [
        _contrast(kit, brand, mail.language),
        _alt(asset, found),
        _way_out(kit, asset, mail),
        _size(mail),
        _text(mail),
        _links(kit, asset, mail, found),
        _locked(asset, mail),
        _language(mail.language, missing, needs_review),
        _fields(mail),
    ]


def _contrast(kit: Kit, brand: Brand, language: str) -> Check:
    worst = min(pairs(look_of(brand, language, theme_named(kit.theme))), key=lambda pair: contrast(pair[1], pair[2]))
    ok = contrast(worst[1], worst[2]) >= TEXT
    fix = (
        "" if ok else _("%(text)s on %(ground)s can't be read. Choose a darker colour.", text=worst[1], ground=worst[2])
    )
    return Check("contrast", ok, _("Readable in light and dark"), fix)


def _alt(asset: Asset, found: _Images) -> Check:
    silent = next((block for block in asset.blocks if "media" in block.fields and not block.fields.get("alt")), None)
    ok = silent is None and not found.missing
    place = f"{asset.key}.{silent.id}.alt" if silent else ""
    return Check("alt", ok, _("Pictures have words"), "" if ok else _("Say in words what the picture shows."), place)


def _way_out(kit: Kit, asset: Asset, mail: Mail) -> Check:
    """Marketing can be left; who registered has a page of their own instead, where a seat can be given back."""
    if kit.serves(asset.key):
        ok = all("{{seat}}" in part for part in (mail.html, mail.text))
        fix = "" if ok else _("The mail has no way out. Publish the kit again; the footer adds it.")
        return Check("unsubscribe", ok, _("A way to the registration in both parts"), fix)
    ok = all("{{u}}" in part and "{{p}}" in part for part in (mail.html, mail.text))
    fix = "" if ok else _("The mail has no way out. Publish the kit again; the footer adds it.")
    return Check("unsubscribe", ok, _("Unsubscribe in both parts"), fix)


def _size(mail: Mail) -> Check:
    size = len(mail.html.encode())
    said = _("%(size)s KB; Gmail cuts at %(cut)s", size=format_number(round(size / 1024)), cut=format_number(CUT))
    return Check("size", size < HTML_MAX, said, "" if size < HTML_MAX else _("Take blocks out, or split the mail."))


def _text(mail: Mail) -> Check:
    said = placeholders(mail.text)
    lacking = [link.name for link in mail.links if link.kind != "trap" and link.name not in said]
    ok = not lacking and len(mail.text.strip()) > 80
    return Check(
        "text",
        ok,
        _("Plain text says the same"),
        "" if ok else _("The plain text lacks a link. Publish the kit again."),
    )


def _links(kit: Kit, asset: Asset, mail: Mail, found: _Images) -> Check:
    broken = next((link for link in mail.links if link.kind != "trap" and target_problem(kit, link.target)), None)
    empty = any(not href or href == "#" for href in found.hrefs)
    problem = target_problem(kit, broken.target) if broken else None
    fix = " ".join(problem) if problem else _("A link leads nowhere.") if empty else ""
    block = next((b for b in asset.blocks if broken and broken.target in " ".join(b.fields.values())), None)
    return Check("links", not fix, _("Every link leads somewhere"), fix, f"{asset.key}.{block.id}" if block else "")


def _locked(asset: Asset, mail: Mail) -> Check:
    said = _flat(mail.text)
    for block in asset.blocks:
        if block.region not in ("locked", "legal"):
            continue
        for name in _said(block):
            words = _apart(block, name)
            if any(_flat(part) not in said for part in _literals(pieces(words))):
                fix = _('"%(part)s" differs from what was published.', part=block.id)
                return Check("locked", False, _("Locked parts are intact"), fix, f"{asset.key}.{block.id}.{name}")
    return Check("locked", True, _("Locked parts are intact"))


def _said(block: Block) -> list[str]:
    """The fields of a block whose words stand in the plain text."""
    return [field.name for field in BLOCKS[block.type].fields if field.words and field.name not in ("alt", "options")]


def _apart(block: Block, name: str) -> str:
    """A field's words as the plain text has them: the sides of a pair stand apart."""
    field = BLOCKS[block.type].field(name)
    if field is None or field.shape != "pairs":
        return block.fields.get(name, "")
    return "\n".join(side for item in block.items(name) for side in pair(item))


def _literals(parts: tuple[Piece, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Words):
            yield from part.text.split("\n")
        elif isinstance(part, Bold):
            yield from _literals(part.pieces)
        elif isinstance(part, Anchor):
            yield from _literals(part.label)


def _flat(text: str) -> str:
    return " ".join(re.sub(r"\{\{[oc]b\}\}|[{}]", " ", text).split())


def _language(tag: str, missing: int, needs_review: int) -> Check:
    name = language_name(tag, language())
    if missing:
        fix = ngettext(
            "%(num)s text is missing in %(language)s. Add it.",
            "%(num)s texts are missing in %(language)s. Add them.",
            missing, language=name,
        )  # fmt: skip
        return Check("language", False, _("%(language)s is complete", language=name), fix)
    if needs_review:
        waiting = ngettext(
            "%(language)s is complete; %(num)s text waits for a review",
            "%(language)s is complete; %(num)s texts wait for a review",
            needs_review, language=name,
        )  # fmt: skip
        return Check("language", True, waiting)
    return Check("language", True, _("%(language)s is complete", language=name))


def _fields(mail: Mail) -> Check:
    used = placeholders(mail.subject, mail.html, mail.text)
    known = {field.name for field in mail.fields}
    sources = {*MERGE_TAGS, "u", "p", "why", "l", "ob", "cb", "seat", "ticket", "until"}
    ok = used == known and all(field.source in sources for field in mail.fields)
    strange = ", ".join(sorted(used ^ known))
    fix = "" if ok else _("Nobody knows the field %(names)s. Take it out.", names=strange)
    return Check("fields", ok, _("Every field has a value"), fix)
