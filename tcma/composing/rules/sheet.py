"""A kit's asset as a sheet of texts to write: by block, source and translation side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

from tcma.base.words import N_
from tcma.base.words import gettext as _
from tcma.catalogue.rules import Asset, Block, Kit, Segment, is_stale, texts
from tcma.composing.rules.social import NAMES as NETWORK_NAMES

TYPES = {
    "hero": N_("Picture on top"),
    "heading": N_("Heading"),
    "text": N_("Text"),
    "bullets": N_("List"),
    "button": N_("Button"),
    "image": N_("Picture"),
    "partner_line": N_("The partner's own line"),
    "signature": N_("Signature"),
    "columns": N_("Columns"),
    "event_details": N_("Date and place"),
    "form": N_("Form"),
    "quote": N_("Quote"),
    "divider": N_("Line"),
    "legal": N_("Legal text"),
    "task": N_("Task"),
    "steps": N_("Steps"),
    "stats": N_("Figures"),
    "note": N_("Note in a frame"),
    "video": N_("Film"),
    "contact_card": N_("Contact card"),
    "social_links": N_("Where else to follow"),
    "agenda": N_("Agenda"),
    "speaker": N_("Speaker"),
    "spacer": N_("Room"),
}
FIELDS = {
    "title": N_("Name for partners"),
    "summary": N_("Summary"),
    "audience": N_("Who it is for"),
    "topic_name": N_("Topic, as readers choose it"),
    "subject": N_("Subject"),
    "preheader": N_("Preheader: the line after the subject"),
    "text": N_("Words"),
    "options": N_("Other wordings, one a line"),
    "items": N_("Items, one a line"),
    "alt": N_("The picture in words"),
    "label": N_("Words on the button"),
    "prompt": N_("What you ask of the partner"),
    "submit": N_("Words on the button"),
    "thanks": N_("Thanks"),
    "source": N_("Where it comes from"),
    "name": N_("Name"),
    "role": N_("What they do"),
    "then_label": N_("Words on the button after the form"),
}
REGIONS = {
    "locked": N_("Locked for partners"),
    "text": N_("Partners may change it"),
    "choice": N_("Partners choose one"),
    "optional": N_("Partners may leave it out"),
    "partner": N_("Partners fill it in"),
    "legal": N_("Legal, locked"),
    "logo": N_("The partner's logo"),
}


@dataclass(frozen=True)
class Line:
    """One text. `source` is empty on the source sheet; `state`: approved, waiting, stale or missing."""

    key: str
    label: str
    text: str
    source: str
    limit: int
    rows: int
    state: str = "approved"


@dataclass(frozen=True)
class Group:
    """The texts of one block, and what partners may do with it."""

    title: str
    region: str
    open: bool
    lines: list[Line]


def sheet(kit: Kit, copy: Mapping[str, Mapping[str, Segment]], asset: Asset | None, language: str) -> list[Group]:
    """The texts of `asset` (None: of the kit itself) in `language`, in reading order."""
    own = copy.get(language, {}) if language != kit.source_language else None
    groups: dict[str, Group] = {}
    for text in texts(kit):
        if text.asset != asset:
            continue
        _head, _dot, rest = text.key.partition(".")
        part, _dot, name = rest.rpartition(".")
        if name == "options" and not text.words:
            continue
        if not text.words and (own is not None or name in ("subject", "preheader")):
            continue
        if asset is not None and rest == "title":
            part = "title"
        group = groups.setdefault(part, _group(asset, part))
        group.lines.append(
            Line(
                text.key,
                _(FIELDS.get(name, name)),
                text.words if own is None else own.get(text.key, Segment("")).text,
                "" if own is None else text.words,
                text.limit,
                _rows(text.words, inline=text.inline or bool(text.network)),
                "approved" if own is None else _state(own.get(text.key), text.words),
            )
        )
    return list(groups.values())


def _group(asset: Asset | None, part: str) -> Group:
    block = asset.block(part) if asset else None
    if block is not None:
        open_ = block.region in ("text", "choice", "partner")
        return Group(_(TYPES[block.type]), _rule(block), open_, [])
    post = next((post for post in asset.posts if post.id == part), None) if asset else None
    if post is not None:
        return Group(NETWORK_NAMES[post.network], "", False, [])
    if part == "title":
        return Group(_("For you and the partners"), "", False, [])
    return Group(_("In the inbox") if asset and asset.kind == "email" else _("In the list"), "", False, [])


def _rule(block: Block) -> str:
    """What partners may do with a block, and for whom it is where that is not everyone."""
    rule, who = _(REGIONS[block.region]), ", ".join(value for values in block.only.values() for value in values)
    return _("%(rule)s. Only for: %(who)s", rule=rule, who=who) if who else rule


def _rows(words: str, *, inline: bool) -> int:
    if not inline:
        return 1
    return max(2, min(9, len(words) // 55 + words.count("\n") + 1))


def _state(segment: Segment | None, source: str) -> str:
    if segment is None or not segment.text:
        return "missing"
    if is_stale(segment, source):
        return "stale"
    return "approved" if segment.reviewed else "waiting"
