"""Checks of one text in any language: what it may hold, and how long it may be."""

from collections.abc import Iterator

from tcma.base.words import gettext as _
from tcma.catalogue.rules import texts as words
from tcma.catalogue.rules.kit import Kit
from tcma.catalogue.rules.parts import did_you_mean
from tcma.catalogue.rules.problems import Finding
from tcma.catalogue.rules.segments import Text, texts
from tcma.catalogue.rules.targets import target_problem
from tcma.catalogue.rules.vocabulary import MERGE_TAGS, NOT_EVERYONES, PERSON_TAGS


def source_findings(kit: Kit) -> Iterator[Finding]:
    for text in texts(kit):
        yield from text_findings(kit, text, text.words)


def text_findings(kit: Kit, text: Text, said: str, language: str = "") -> Iterator[Finding]:
    """What is wrong with `said` standing at `text`, in the source language or in `language`."""
    for message, fix, near in (
        *_length(text, said),
        *_items(text, said),
        *_tags(text, said),
        *_code(said),
        *_links(kit, text, said),
        *_marks(text, said),
    ):
        yield Finding(text.key, message, fix, language, near)


Note = tuple[str, str, str]


def _length(text: Text, said: str) -> Iterator[Note]:
    length = words.network_length(text.network, said)
    if text.limit and length > text.limit:
        yield (
            _("This text has %(length)s characters; %(limit)s fit.", length=length, limit=text.limit),
            _("Take out %(over)s.", over=length - text.limit),
            "",
        )


def _items(text: Text, said: str) -> Iterator[Note]:
    items = said.split("\n") if text.listed and said else []
    if text.most and len(items) > text.most:
        yield (
            _("This list has %(count)s items; %(most)s fit.", count=len(items), most=text.most),
            _("Take out %(over)s.", over=len(items) - text.most),
            items[text.most],
        )
    for item in items:
        if text.shape == "pairs" and not all(words.pair(item)):
            yield (
                _('"%(item)s" has one side only.', item=item),
                _("Write both with a bar between them: 12:00 | Lunch."),
                item,
            )
        elif text.shape == "links" and not words.LINK.fullmatch(item):
            yield (
                _('"%(item)s" is not a link.', item=item),
                _("Write [label](target) and nothing else in this item."),
                item,
            )


def _tags(text: Text, said: str) -> Iterator[Note]:
    for tag in words.tags(said):
        if tag.name not in MERGE_TAGS:
            yield (
                _('The field "%(tag)s" does not exist.', tag=tag.written),
                did_you_mean(tag.name, sorted(MERGE_TAGS)),
                tag.written,
            )
        elif tag.name in PERSON_TAGS and (text.asset is None or text.asset.kind != "email"):
            yield (
                _('"%(tag)s" is about the reader, and only a mail knows its reader.', tag=tag.written),
                _("Say it without the reader's name."),
                tag.written,
            )
        elif tag.name in PERSON_TAGS and not tag.fallback:
            yield (
                _('"%(tag)s" says nothing for readers whose name is unknown.', tag=tag.written),
                _("Add a word for them: {{ %(name)s | there }}.", name=tag.name),
                tag.written,
            )
        elif tag.name in NOT_EVERYONES and not tag.fallback:
            yield (
                _('"%(tag)s" says nothing for partners who have none.', tag=tag.written),
                _("Add words for them: {{ %(name)s | this address }}.", name=tag.name),
                tag.written,
            )


def _code(said: str) -> Iterator[Note]:
    code = words.leftover_code(said)
    if code:
        yield (
            _('"%(code)s" looks like a program; kits have none.', code=code),
            _("Fields are written {{ first_name | there }}; delete the rest."),
            code,
        )
    html = words.html_in(said)
    if html:
        yield (
            _('"%(html)s" would be shown as it stands: texts hold no HTML.', html=html),
            _("Write **bold** or [label](target), or use a block of its own."),
            html,
        )
    bad = words.unreadable(said)
    if bad:
        shown = bad if bad.isprintable() else f"U+{ord(bad[0]):04X}"
        yield (
            _('"%(what)s" is an invisible character or the trace of a wrong encoding.', what=shown),
            _("Type the word again, and save the file as UTF-8."),
            bad,
        )


def _links(kit: Kit, text: Text, said: str) -> Iterator[Note]:
    found = words.links(said)
    if found and not text.inline:
        yield _("There can be no link in this line."), _("Take it out, or use a text or button block."), found[0][1]
        return
    for _label, target in found:
        problem = target_problem(kit, target, text.asset.key if text.asset else "")
        if problem:
            yield *problem, target
    broken = words.broken_link(said) if text.inline else ""
    if broken:
        yield (
            _('"%(text)s" is not a link.', text=broken),
            _("Write [label](target) without blanks in the target."),
            broken,
        )


def _marks(text: Text, said: str) -> Iterator[Note]:
    if "**" in said and not text.inline:
        yield _("This line can't hold bold words."), _("Take the ** out."), "**"
    elif words.odd_bold(said):
        yield _("A ** has no partner, so it is not clear what is bold."), _("Write **bold**, or delete it."), "**"
