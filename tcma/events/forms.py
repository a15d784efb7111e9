"""What a host types -> a plan."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.catalogue.rules.targets import sound
from tcma.events.rules import known_zone
from tcma.events.rules.plans import SEATS_MAX, Plan
from tcma.launches.forms import read_whom
from tcma.launches.rules import Whom

PLACE_MAX, ADDRESS_MAX, ROOM_MAX = 120, 200, 500
MINUTES_MAX = 14 * 60


def read_plan(form: MultiDict[str, str], *, languages: Sequence[str]) -> Plan:
    """Raises Invalid, naming the fields. Without the field `languages` all that are offered are meant."""
    errors: dict[str, Refusal] = {}
    zone = form.get("zone", "")
    if not known_zone(zone):
        errors["zone"] = Refusal(N_("Choose a time zone of the list."))
        zone = "UTC"
    starts_at = read_time(form.get("at", ""), zone, errors)
    place = _line(form, "place", PLACE_MAX, errors)
    if not place and "place" not in errors:
        errors["place"] = Refusal(N_("Say where it is: the name of the house or the room."))
    address = _line(form, "address", ADDRESS_MAX, errors)
    room = _line(form, "room", ROOM_MAX, errors)
    if room and not (room.startswith("https://") and sound(room)):
        errors["room"] = Refusal(N_("Write the whole address of the room, such as https://meet.example.com/abc."))
    minutes = _number(form, "minutes", MINUTES_MAX, errors)
    capacity = _number(form, "capacity", SEATS_MAX, errors) if "capacity" in form else 1
    wanted = form.getlist("languages")
    chosen = tuple(tag for tag in languages if tag in wanted) if "goes_in" in form else tuple(languages)
    if not chosen:
        errors["languages"] = Refusal(N_("Choose at least one language."))
    if errors or starts_at is None:
        raise Invalid(errors)
    return Plan(starts_at, zone, place, address, minutes, capacity, chosen, room, form.get("office"))


def read_time(text: str, zone: str, errors: dict[str, Refusal], name: str = "at") -> datetime | None:
    """A day and time by the clock of `zone`, in UTC; one that the clocks leave out is no time."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        local = None
    if local is None or local.tzinfo is not None or not 2000 < local.year < 2200:
        errors[name] = Refusal(N_("Write the day and time like 2027-05-12 10:00."))
        return None
    moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        errors[name] = Refusal(N_("The clocks go forward then, and this time is left out. Choose one an hour later."))
        return None
    return moment


def read_invited(form: MultiDict[str, str]) -> Whom:
    """Which of the partner's lists or segments. Raises Invalid."""
    errors: dict[str, Refusal] = {}
    found = read_whom(form, errors)
    if errors:
        raise Invalid(errors)
    return found


def read_capacity(form: MultiDict[str, str]) -> int:
    errors: dict[str, Refusal] = {}
    found = _number(form, "capacity", SEATS_MAX, errors)
    if errors:
        raise Invalid(errors)
    return found


def _line(form: MultiDict[str, str], name: str, limit: int, errors: dict[str, Refusal]) -> str:
    text = "".join(letter for letter in " ".join(form.get(name, "").split()) if letter.isprintable())
    if len(text) > limit:
        errors[name] = Refusal(N_("Shorten it to %(limit)s characters."), limit=limit)
    return text


def _number(form: MultiDict[str, str], name: str, most: int, errors: dict[str, Refusal]) -> int:
    text = form.get(name, "").strip()
    if text.isdecimal() and 0 < int(text) <= most:
        return int(text)
    errors[name] = Refusal(N_("Write a number from 1 to %(most)s."), most=most)
    return 1
