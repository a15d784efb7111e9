"""Checks of the kit as a whole: its head, its languages, its steps."""

from collections.abc import Iterator

from tcma.base.words import gettext as _
from tcma.base.words import language as reading
from tcma.base.words import language_name
from tcma.catalogue.rules.check_sequence import sequence_findings
from tcma.catalogue.rules.kit import Copy, Kit
from tcma.catalogue.rules.parts import did_you_mean, missing
from tcma.catalogue.rules.problems import Finding
from tcma.catalogue.rules.responding import leads_findings
from tcma.catalogue.rules.vocabulary import ASSETS_MAX, AUDIENCES, JOINED, OFFSET, SLUG, THEMES


def kit_findings(kit: Kit, copy: Copy) -> Iterator[Finding]:
    for name in ("title", "summary", "audience", "source_language"):
        if not getattr(kit, name):
            yield missing(f"kit.{name}", name)
    if kit.slug and (not SLUG.fullmatch(kit.slug) or len(kit.slug) > 60):
        yield Finding(
            "kit.slug",
            _('"%(slug)s" can\'t be part of a web address.', slug=kit.slug),
            _("Use small letters, digits and hyphens, 60 at most."),
        )
    yield from _topic(kit)
    yield from leads_findings(kit.leads)
    if kit.theme and kit.theme not in THEMES:
        yield Finding(
            "kit.theme", _('The theme "%(name)s" does not exist.', name=kit.theme), did_you_mean(kit.theme, THEMES)
        )
    if not kit.minutes:
        yield Finding(
            "kit.minutes", _("A partner wants to know how long this takes."), _("Write minutes = 2, or what is true.")
        )
    if not 0 < len(kit.assets) <= ASSETS_MAX:
        yield Finding(
            "kit",
            _("The kit has %(count)s assets.", count=len(kit.assets)),
            _("Put 1 to %(limit)s files into assets/.", limit=ASSETS_MAX),
        )
    yield from _languages(kit, copy)
    yield from (_event_steps(kit) if kit.kind == "event" else _campaign_steps(kit))
    yield from _unsent(kit)


def _topic(kit: Kit) -> Iterator[Finding]:
    if kit.topic and not SLUG.fullmatch(kit.topic):
        yield Finding(
            "kit.topic", _('"%(topic)s" can\'t be the key of a topic.', topic=kit.topic),
            _("Use small letters, digits and hyphens. What readers see is topic_name."),
        )  # fmt: skip
    if bool(kit.topic) is not bool(kit.topic_name):
        yield Finding(
            "kit.topic", _("A topic has a key and a name, and one of them is missing."),
            _("Write both topic and topic_name, or neither."),
        )  # fmt: skip


def _languages(kit: Kit, copy: Copy) -> Iterator[Finding]:
    if kit.source_language and kit.source_language not in kit.languages:
        yield Finding(
            "kit.languages",
            _('The source language "%(tag)s" is not among the languages.', tag=kit.source_language),
            _('Add "%(tag)s" to languages.', tag=kit.source_language),
        )
    for tag in sorted({tag for tag in kit.languages if kit.languages.count(tag) > 1}):
        yield Finding(
            "kit.languages", _('"%(tag)s" is listed twice.', tag=tag), _("List each language once."), near=tag
        )
    for tag in dict.fromkeys(kit.languages):
        if tag != kit.source_language and not any(segment.text for segment in copy.get(tag, {}).values()):
            yield Finding(
                "kit.languages",
                _("%(language)s is promised, but there is no word of it.", language=language_name(tag, reading())),
                _('Add copy/%(tag)s.po, or take "%(tag)s" out of languages.', tag=tag),
                near=f'"{tag}"',
            )


def _step_assets(kit: Kit) -> Iterator[Finding]:
    if not kit.steps:
        yield Finding("kit", _("The kit has no steps, so nothing would be sent."), _("Add a [[step]] for each mail."))
    for number, step in enumerate(kit.steps):
        place = f"step.{number}.asset"
        if step.asset and not kit.has(step.asset):
            names = [asset.key for asset in kit.of_kind("email")]
            yield Finding(place, _('There is no asset "%(name)s".', name=step.asset), did_you_mean(step.asset, names))
        elif step.asset and kit.asset(step.asset).kind != "email":
            yield Finding(
                place,
                _('"%(name)s" is not a mail, so it can\'t be sent.', name=step.asset),
                _("Name an asset of kind email."),
            )


def _campaign_steps(kit: Kit) -> Iterator[Finding]:
    yield from _step_assets(kit)
    yield from sequence_findings(kit)


_UNTOLD = {
    "registered": lambda: _("Nobody would get a confirmation of their seat."),
    "waitlisted": lambda: _("Nobody would hear that they are on the waiting list."),
    "offered": lambda: _("Nobody would hear that a seat has become free for them."),
    "moved": lambda: _("Nobody would hear that the event was moved."),
    "cancelled": lambda: _("Nobody would hear that the event was cancelled."),
}


def _event_steps(kit: Kit) -> Iterator[Finding]:
    yield from _step_assets(kit)
    latest: dict[str, int] = {}
    for number, step in enumerate(kit.steps):
        place = f"step.{number}"
        if step.audience not in AUDIENCES:
            yield Finding(
                f"{place}.audience",
                _('The audience "%(name)s" does not exist.', name=step.audience),
                did_you_mean(step.audience, AUDIENCES),
            )
        if not OFFSET.fullmatch(step.offset):
            yield Finding(
                f"{place}.offset",
                _('"%(offset)s" is not a time before or after the event.', offset=step.offset),
                _('Write "-21d", "-2h", "+30min", "+1d 10:00" or "at once".'),
            )
            continue
        minutes = offset_minutes(step.offset)
        if minutes is not None and minutes <= latest.get(step.audience, minutes - 1):
            yield Finding(
                f"{place}.offset",
                _('"%(offset)s" is not later than the step before it.', offset=step.offset),
                _("Put the steps of one audience in the order in which they happen."),
            )
        if minutes is not None:
            latest[step.audience] = minutes
    at_once = {step.audience for step in kit.steps if step.offset == "at once"}
    for name in JOINED:
        if name not in at_once:
            yield Finding(
                "kit",
                _UNTOLD[name](),
                _('Add a [[step]] with audience = "%(name)s" and offset = "at once".', name=name),
            )
    if kit.registration_page is None:
        yield Finding("kit", _("There is no page to register on."), _("Add a page with a form block."))


def offset_minutes(offset: str) -> int | None:
    """Minutes from the event, roughly (a clock time counts from that midnight); None for 'at once'."""
    found = OFFSET.fullmatch(offset)
    if not found or not found[1]:
        return None
    size = int(found[2]) * {"d": 1440, "h": 60, "min": 1}[found[3]]
    clock = int(found[4]) * 60 + int(found[5]) if found[4] else 0
    return (size if found[1] == "+" else -size) + clock


def _unsent(kit: Kit) -> Iterator[Finding]:
    sent = {step.asset for step in kit.steps}
    for asset in kit.of_kind("email"):
        if asset.key not in sent:
            yield Finding(
                asset.key,
                _("No step sends this mail, so nobody would get it."),
                _('Add a [[step]] with asset = "%(key)s" to kit.toml, or delete the file.', key=asset.key),
            )
