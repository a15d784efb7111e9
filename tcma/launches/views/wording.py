"""Sentences of the launch page, whole and translatable."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from tcma.audiences.queries import Audience
from tcma.audiences.rules.left_out import all_counted, label
from tcma.base.words import N_, format_datetime, format_number, gettext, ngettext
from tcma.base.zones import wall
from tcma.catalogue.rules import Asset, Kit
from tcma.composing.rules import HIDDEN, Region
from tcma.composing.rules.sheet import TYPES
from tcma.launches.queries.desk import Desk
from tcma.launches.queries.runs import Status
from tcma.launches.views.timing import at_each_place, delay_words

REASONS = {
    "answered": N_("Had already answered"), "clicked": N_("Had already clicked"),
    "not_clicked": N_("Had not clicked"), "responded": N_("Had already answered"),
    "not_responded": N_("Had not answered"),
}  # fmt: skip
SHOWN = 48  # characters of a block that stand for it


def reason_words(reason: str) -> str:
    """Why somebody is left out, in the reader's language."""
    return gettext(REASONS[reason]) if reason in REASONS else label(reason)


def left_out(reasons: Mapping[str, int]) -> list[str]:
    """'9 unsubscribed before', '2 without consent': one chip each, the most people first."""
    return all_counted(reasons)


def sentence(desk: Desk, people: int, start: datetime | None, hold: int) -> Markup | str:
    """Exactly what the button does."""
    if not desk.lists:
        return gettext("Bring your contacts, and this says what will happen.")
    if not people:
        return gettext("Nobody on this list can be written to. Choose another.")
    who = Markup("<b>{}</b>").format(ngettext("%(num)s person", "%(num)s people", people))
    if desk.when == "now":
        said = gettext("Sends to %(people)s in %(seconds)s seconds. Until then you can undo it.")
        return Markup(said) % {"people": who, "seconds": hold}
    if start is None:
        over = gettext("That time is over, or too far away. Choose another.")
        return over if desk.starts_at else gettext("Choose a day and a time.")
    if desk.when == "local":
        clock = Markup("<b>{}</b>").format(at_each_place(wall(start, desk.partner.timezone)))
        return Markup(gettext("Sends to %(people)s on %(when)s.")) % {"people": who, "when": clock}
    when = Markup("<b>{}</b>").format(format_datetime(start, desk.partner.timezone))
    return Markup(gettext("Sends to %(people)s on %(when)s.")) % {"people": who, "when": when}


def in_languages(desk: Desk, audience: Audience | None) -> dict[str, int]:
    """{language: how many get it in that one}, every chosen language named."""
    found = dict.fromkeys(desk.goes_in, 0)
    for person in audience.people if audience else ():
        tag = desk.language_of(person.language)
        found[tag] = found.get(tag, 0) + 1
    return found


def part_name(desk: Desk, asset: Asset) -> str:
    """'Email 2, day 3' for a mail; what it is for the rest, with its title where there are several of a kind."""
    place = next((number for number, step in enumerate(desk.kit.steps, 1) if step.asset == asset.key), None)
    if place is not None:
        step = desk.kit.steps[place - 1]
        if step.follows:
            return gettext("Email %(number)s, %(delay)s", number=place, delay=delay_words(step))
        if step.workday:
            return gettext("Email %(number)s, working day %(day)s", number=place, day=step.workday)
        return gettext("Email %(number)s, day %(day)s", number=place, day=step.day)
    names = {"page": gettext("Landing page"), "social": gettext("Social posts")}
    return names[asset.kind] if len(desk.kit.of_kind(asset.kind)) == 1 else asset.title


def region_name(region: Region) -> str:
    """What a place for words is called on the form."""
    if region.kind == "partner":
        return gettext("Your own line")
    if region.kind == "optional":
        return gettext('Leave out "%(words)s"', words=_words(region))
    if region.block.type == "heading":
        return gettext("Headline")
    return gettext("Text")


def _words(region: Region) -> str:
    fields = region.block.fields
    said = " ".join((fields.get("text") or fields.get("items") or fields.get("alt") or region.block.id).split())
    said = said.replace("**", "")
    return said if len(said) <= SHOWN else said[: SHOWN - 1].rstrip() + "…"


def moved_words(dropped: Sequence[str]) -> str:
    """What is said of a draft that moved on to a newer version, to be translated."""
    if dropped:
        return N_("This is the newer version now. Some of your own words have no place in it; they are kept below.")
    return N_("This is the newer version now.")


def aside_words(kit: Kit, aside: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """(language, where they stood, the words) of the partner's words that a version has no room for."""
    return [
        (language, place_name(kit, key), text if not key.endswith(f".{HIDDEN}") else gettext("Left out"))
        for language, said in aside.items() for key, text in said.items()
    ]  # fmt: skip


def place_name(kit: Kit, key: str) -> str:
    """Where words of a partner stand, as people call it: the asset and the block."""
    own, _, rest = key.partition(".")
    asset = kit.asset(own) if kit.has(own) else None
    block = asset.block(rest.partition(".")[0]) if asset else None
    return ", ".join([asset.title if asset else own, gettext(TYPES[block.type]) if block else rest.partition(".")[0]])


def local(moment: datetime | None, zone: str) -> str:
    """For a datetime-local field."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def all_reasons(status: Status) -> list[tuple[str, str]]:
    """Reasons over all mails of a run, as (words, how many), the most people first."""
    return [(reason_words(reason), format_number(count)) for reason, count in status.left_out.most_common()]
