"""Sentences of the launch page, whole and translatable."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from tcma.audiences.queries import Audience
from tcma.audiences.rules.left_out import all_counted, label
from tcma.base.words import N_, format_datetime, format_number, gettext, ngettext
from tcma.catalogue.rules import Asset
from tcma.composing.rules import Region
from tcma.launches.queries.desk import Desk
from tcma.launches.queries.runs import Status

REASONS = {"answered": N_("Had already answered")}
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
        return gettext("Email %(number)s, day %(day)s", number=place, day=desk.kit.steps[place - 1].day or 0)
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


def local(moment: datetime | None, zone: str) -> str:
    """For a datetime-local field."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def all_reasons(status: Status) -> list[tuple[str, str]]:
    """Reasons over all mails of a run, as (words, how many), the most people first."""
    return [(reason_words(reason), format_number(count)) for reason, count in status.left_out.most_common()]
