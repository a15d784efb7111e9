"""Words in the reader's language: gettext catalogues through Babel, without needing a web request.

The language in force is a context variable: the web sets it per request, a job per mail.
Mark strings with `N_` where they are defined, and print them with `gettext` where they are shown.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.support import NullTranslations, Translations

from tcma.base.money import minor_digits
from tcma.base.settings import ROOT

SOURCE = "en"
LANGUAGES = {"en": "English", "de": "Deutsch", "ar": "العربية"}

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


def language() -> str:
    """The BCP 47 tag in force."""
    return _language.get()


def speak(tag: str) -> None:
    """Set the language for the rest of this context (a request)."""
    _language.set(tag)


@contextmanager
def speaking(tag: str) -> Iterator[None]:
    """Use the language `tag` inside the block."""
    token = _language.set(tag)
    try:
        yield
    finally:
        _language.reset(token)


@cache
def _catalogue(tag: str) -> NullTranslations:
    """The interface's catalogue of a language; else the short one of what recipients read, the readers' catalogue."""
    tags = [tag.replace("-", "_"), tag.split("-")[0]]
    found = Translations.load(str(ROOT / "locales"), tags)
    return found if isinstance(found, Translations) else Translations.load(str(ROOT / "locales"), tags, "readers")


def spoken(tag: str) -> str:
    """The language our own words are in for who reads `tag`: that language, or English where we have no catalogue."""
    known = tag.split("-")[0] == SOURCE or isinstance(_catalogue(tag), Translations)
    return tag if known else SOURCE


def nearest_language(wanted: str, offered: Iterable[str]) -> str:
    """The tag of `offered` that serves a reader of `wanted`, or '': itself, its language (de-AT by de), another
    country's (pt by pt-BR)."""
    have = list(offered)
    base = wanted.partition("-")[0]
    if not base:
        return ""
    related = (tag for tag in have if tag.partition("-")[0] == base)
    return next((tag for tag in (wanted, base) if tag in have), None) or next(related, "")


@cache
def locale(tag: str | None = None) -> Locale:
    """The Babel locale of a tag; of an unknown one, English."""
    try:
        return Locale.parse(tag or SOURCE, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE)


def gettext(message: str, **values: Any) -> str:
    """The message in the language in force, its %(gaps)s filled. An empty message stays empty."""
    found = _catalogue(language()).gettext(message) if message else ""
    return found % values if values else found


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """The plural form for `n`; %(num)s is `n`, written as the language writes numbers."""
    found = _catalogue(language()).ngettext(one, many, n)
    return found % {"num": format_number(n), "n": n, **values}


_ = gettext


def direction(tag: str | None = None) -> str:
    """'rtl' or 'ltr'."""
    return locale(tag or language()).text_direction


def language_name(tag: str, into: str | None = None) -> str:
    """A language's name, in itself unless `into` says otherwise."""
    own = LANGUAGES.get(tag) if into is None else None
    return own or locale(tag).get_display_name(locale(into or tag)) or tag


def country_name(code: str) -> str:
    """A country in the reader's language; an unknown code stays as it is."""
    return str(locale(language()).territories.get(code, code))


def format_number(value: int | float | Decimal, *, exact: bool = False) -> str:
    """With three digits after the point at most; `exact`: with all it has."""
    return numbers.format_decimal(value, locale=locale(language()), decimal_quantization=not exact)


def format_percent(value: float | Decimal, *, digits: int = 0) -> str:
    """A share of 1, with as many digits after the point as it has, at most `digits`."""
    exact = round(float(value), digits + 2)
    return numbers.format_percent(exact, locale=locale(language()), decimal_quantization=not digits)


def format_money(amount: Decimal | int, currency: str, *, digits: bool = True) -> str:
    """An amount with its currency; without `digits`, whole units."""
    if digits:
        pattern = _money_pattern(locale(language()), minor_digits(currency))
        return numbers.format_currency(
            amount, currency, format=pattern, locale=locale(language()), currency_digits=False
        )
    return numbers.format_currency(amount, currency, format="¤#,##0", locale=locale(language()), currency_digits=False)


@cache
def _money_pattern(spoken: Locale, digits: int) -> str:
    """How a language writes money, with as many digits as the currency has."""
    fraction = f".{'0' * digits}" if digits else ""
    return re.sub(r"0\.0+", f"0{fraction}", str(spoken.currency_formats["standard"].pattern))


def format_date(value: date | datetime, tz: str = "UTC", *, form: str = "long") -> str:
    """A date with its weekday unless `form` is another Babel format."""
    day = value.astimezone(ZoneInfo(tz)).date() if isinstance(value, datetime) else value
    pattern = dates.get_date_format("long", locale=locale(language())).pattern
    return dates.format_date(day, f"EEEE, {pattern}" if form == "long" else form, locale=locale(language()))


def format_time(value: datetime, tz: str) -> str:
    return dates.format_time(value, "short", tzinfo=ZoneInfo(tz), locale=locale(language()))


def format_datetime(value: datetime, tz: str = "UTC") -> str:
    """Weekday, date and time, with the place whose time it is: 'Tuesday 12 May at 10:00, Dubai time (GMT+4)'."""
    zone = ZoneInfo(tz)
    local = value.astimezone(zone)
    skeleton = "yMMMEd" if abs((local.date() - datetime.now(zone).date()).days) > 200 else "MMMEd"
    day = dates.format_skeleton(skeleton, local, tzinfo=zone, locale=locale(language()))
    place = zone_name(tz)
    return gettext(
        "%(day)s at %(time)s, %(place)s time (%(offset)s)",
        day=day, time=format_time(value, tz), place=place, offset=_offset(local),
    )


def format_clock(value: datetime) -> str:
    """What a clock shows, wherever it is: 'Tue, 12 May at 10:00'. `value` has no zone."""
    here = locale(language())
    day = dates.format_skeleton("MMMEd", value, locale=here)
    return gettext("%(day)s at %(time)s", day=day, time=dates.format_time(value, "short", locale=here))


def format_hour(weekday: int, hour: int) -> str:
    """'Tuesday 10:00'; Monday is 0."""
    monday = datetime(2026, 1, 5, hour)  # noqa: DTZ001  # a time of any week
    value = monday + timedelta(days=weekday)
    here = locale(language())
    name, time = dates.format_date(value, "EEEE", locale=here), dates.format_time(value, "short", locale=here)
    return f"{name} {time}"


def format_zone(value: datetime, tz: str) -> str:
    """Whose time it is: 'Dubai time (GMT+4)'."""
    return gettext("%(place)s time (%(offset)s)", place=zone_name(tz), offset=_offset(value.astimezone(ZoneInfo(tz))))


def _offset(local: datetime) -> str:
    offset = dates.get_timezone_gmt(local, "long", locale=locale(language()))  # GMT+04:00, GMT+05:30
    return re.sub(r"([+\-\u2212])0", r"\1", offset.replace(":00", ""))


def zone_name(tz: str) -> str:
    """The city people know a time zone by."""
    return dates.get_timezone_location(ZoneInfo(tz), locale=locale(language()), return_city=True) if "/" in tz else tz


def format_relative(then: datetime, now: datetime) -> str:
    """'3 hours ago', 'in 2 days'."""
    return dates.format_timedelta(then - now, add_direction=True, locale=locale(language()))

