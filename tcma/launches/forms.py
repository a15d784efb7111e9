"""The launch page's fields as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.branding.rules import normal
from tcma.composing.rules import NoAddress
from tcma.launches.rules import AT_A_TIME, NotReady, Whom, Wish

WORDS = "w:"  # fields of the partner's own words are named w:<segment key>
INTO = "in:"  # boxes of the languages it goes out in are named in:<tag>
WHEN = ("best", "now", "at", "local")


@dataclass(frozen=True)
class LaunchForm:
    """What the page sent. `key` names the page: sent twice, it is one launch."""

    wish: Wish
    part: str
    key: str


class Mistakes(Invalid):
    """Fields that can't be taken; `wish` is the rest, to be shown again."""

    def __init__(self, errors: Mapping[str, Refusal], wish: Wish) -> None:
        super().__init__(errors)
        self.wish = wish


def read_launch_form(form: MultiDict[str, str], *, zone: str) -> LaunchForm:
    """Raises Mistakes, naming the fields."""
    errors: dict[str, Refusal] = {}
    when = form.get("when", WHEN[0])
    if when not in WHEN:
        when, errors["when"] = WHEN[0], Refusal(N_("Choose when it goes."))
    whom = read_whom(form, errors)
    at = _time(form.get("at", ""), zone, errors) if when in AT_A_TIME else None
    languages = _languages(form, errors)
    colour = _colour(form, errors)
    wish = Wish(form.get("lang", ""), typed_words(form), languages, whom.list_id, whom.segment_id, when, at, colour,
                form.get("sender"), form.get("office"))
    if errors:
        raise Mistakes(errors, wish)
    return LaunchForm(wish, form.get("part", ""), form.get("key", "")[:64])


def typed_words(form: MultiDict[str, str]) -> dict[str, str]:
    """{segment key: text}. Of a box and the hidden field behind it the last one counts."""
    return {name.removeprefix(WORDS): form.getlist(name)[-1] for name in form if name.startswith(WORDS)}


def _languages(form: MultiDict[str, str], errors: dict[str, Refusal]) -> tuple[str, ...] | None:
    if "goes_in" not in form:
        return None
    chosen = tuple(name.removeprefix(INTO) for name in form if name.startswith(INTO))
    if not chosen:
        errors["languages"] = Refusal(N_("Choose at least one language."))
    return chosen


def _colour(form: MultiDict[str, str], errors: dict[str, Refusal]) -> str | None:
    """A colour that was changed on this page: another page may have changed it meanwhile."""
    said, before = form.get("colour", ""), form.get("colour_was", "")
    if not said or said.upper() == before.upper():
        return None
    colour = normal(said)
    if colour is None:
        errors["colour"] = Refusal(N_("Write the colour as # and six digits, such as #0F766E."))
    return colour


def read_whom(form: MultiDict[str, str], errors: dict[str, Refusal]) -> Whom:
    """The chosen list or segment; neither where nothing, or no such thing, is chosen."""
    try:
        return Whom.read(form.get("list", ""))
    except ValueError:
        errors["list"] = Refusal(N_("Choose who gets it."))
        return Whom()


def places_of(problem: Refusal | None) -> dict[str, str]:
    """{id of the field: words}, for the summary's links and beside the fields."""
    if isinstance(problem, Invalid):
        return {name: str(refusal) for name, refusal in problem.errors.items()}
    if isinstance(problem, NotReady) and problem.place:
        return {problem.place: str(problem)}
    if isinstance(problem, NoAddress):
        return {"brand": str(problem)}
    return {}


def _time(text: str, zone: str, errors: dict[str, Refusal]) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        found = None
    if found is None or not 2000 < found.year < 2200:
        errors["at"] = Refusal(N_("Write the day and time like 2027-05-12 10:00."))
        return None
    return found
