"""Why a partner may write to a person: the bases, what each needs, and where each is enough."""

import enum
import tomllib
from calendar import monthrange
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from tcma.audiences.rules.countries import plain
from tcma.base.words import N_


class Basis(enum.StrEnum):
    """The ground on which a person is written to."""

    EXPRESS = "express"
    EXISTING_CUSTOMER = "existing_customer"
    IMPLIED_PURCHASE = "implied_purchase"
    IMPLIED_INQUIRY = "implied_inquiry"
    PUBLISHED_BUSINESS = "published_business"
    CORPORATE_SUBSCRIBER = "corporate_subscriber"
    OPT_OUT = "opt_out"


# Months after which a basis ends by itself; it needs the date it began (CASL, section 10).
MONTHS = {Basis.IMPLIED_PURCHASE: 24, Basis.IMPLIED_INQUIRY: 6}

# How a basis is asked for: the answer, and what it takes.
ASKED = {
    Basis.EXPRESS: (N_("They agreed to it"), N_("On a form, at an event or in writing. Enough everywhere.")),
    Basis.EXISTING_CUSTOMER: (
        N_("They are customers"),
        N_("They bought something similar, and could always say no."),
    ),
    Basis.IMPLIED_PURCHASE: (N_("They bought in the last 2 years"), N_("Canada. The file needs the date.")),
    Basis.IMPLIED_INQUIRY: (N_("They asked in the last 6 months"), N_("Canada. The file needs the date.")),
    Basis.PUBLISHED_BUSINESS: (
        N_("Their business address is published"),
        N_("Canada, Australia, New Zealand, Japan and the United States, about things that fit their role."),
    ),
    Basis.CORPORATE_SUBSCRIBER: (
        N_("They are addresses of companies"),
        N_("United Kingdom, Ireland and United States, not sole traders."),
    ),
    Basis.OPT_OUT: (N_("None of these"), N_("Only people in the United States can be mailed, until they say no.")),
}

REGISTERED = "registered"
"""No basis for marketing: the person registered for an event, and the mail is about it."""

# What a mail says about why its reader gets it.
_WHY = {
    Basis.EXPRESS: N_("You get this because you agreed to hear from us."),
    Basis.EXISTING_CUSTOMER: N_("You get this because you are a customer of ours."),
    Basis.IMPLIED_PURCHASE: N_("You get this because you bought from us in the last two years."),
    Basis.IMPLIED_INQUIRY: N_("You get this because you asked us about something in the last six months."),
    Basis.PUBLISHED_BUSINESS: N_("You get this because your business address is published and this fits your role."),
    Basis.CORPORATE_SUBSCRIBER: N_("You get this at a company address we have on file."),
    Basis.OPT_OUT: N_("You get this because we have your business address on file."),
}

_NAMES = {
    Basis.EXPRESS: N_("Agreed"),
    Basis.EXISTING_CUSTOMER: N_("Customer"),
    Basis.IMPLIED_PURCHASE: N_("Bought in the last 2 years"),
    Basis.IMPLIED_INQUIRY: N_("Asked in the last 6 months"),
    Basis.PUBLISHED_BUSINESS: N_("Published business address"),
    Basis.CORPORATE_SUBSCRIBER: N_("Company address"),
    Basis.OPT_OUT: N_("May be written to until they say no"),
}

_WORDS = {
    Basis.EXPRESS: "express|express consent|opt in|optin|opted in|double opt in|doi|yes|y|true|1|x|consent|consented|"
    "agreed|subscribed|ja|einwilligung|eingewilligt|zugestimmt|oui|accord|consentement|si|نعم|موافق|موافقة",
    Basis.EXISTING_CUSTOMER: "existing customer|customer|existing|soft opt in|client|kunde|bestandskunde|"
    "client existant|cliente|klant|عميل|عميل حالي",
    Basis.IMPLIED_PURCHASE: "implied purchase|purchase|bought|kauf|achat|شراء",
    Basis.IMPLIED_INQUIRY: "implied inquiry|implied enquiry|inquiry|enquiry|anfrage|demande|استفسار",
    Basis.PUBLISHED_BUSINESS: "published business|published|published address|veroffentlicht|publiee|منشور",
    Basis.CORPORATE_SUBSCRIBER: "corporate subscriber|corporate|company address",
    Basis.OPT_OUT: "opt out regime|can spam",
}
_BASIS_OF = {plain(word): basis for basis, words in _WORDS.items() for word in words.split("|")}
_NOES = "no|n|false|0|nein|non|none|kein|keine|لا|opted out|opt out|withdrawn|refused"
_NO = frozenset(map(plain, _NOES.split("|")))


@lru_cache(maxsize=1024)
def basis_of(text: str) -> Basis | bool | None:
    """The basis a cell states; False for a clear no, None for words we don't know, True for an empty cell."""
    word = plain(text)
    if not word:
        return True
    return False if word in _NO else _BASIS_OF.get(word)


@cache
def _table() -> tuple[frozenset[Basis], dict[str, frozenset[Basis]]]:
    data = tomllib.loads((Path(__file__).parent / "consent.toml").read_text(encoding="utf-8"))
    countries = {code: frozenset(map(Basis, entry["bases"])) for code, entry in data["countries"].items()}
    return frozenset(map(Basis, data["strictest"]["bases"])), countries


def enough_in(country: str) -> frozenset[Basis]:
    """The bases that suffice in a country; one we have no row for is held to the strictest."""
    strictest, countries = _table()
    return countries.get(country, strictest)


def expires(basis: str, given_at: datetime) -> datetime | None:
    """When the basis ends by itself, or None."""
    months = MONTHS.get(Basis(basis))
    if months is None:
        return None
    year, month = divmod(given_at.year * 12 + given_at.month - 1 + months, 12)
    return given_at.replace(year=year, month=month + 1, day=min(given_at.day, monthrange(year, month + 1)[1]))


def may_mail(basis: str, country: str, given_at: datetime, now: datetime) -> bool:
    """Whether a consent of this basis is valid in the reader's country now."""
    if basis not in Basis.__members__.values() or Basis(basis) not in enough_in(country):
        return False
    end = expires(basis, given_at)
    return end is None or now < end


def why(basis: str) -> str:
    """Why a mail is sent, as a marked message: print it in the mail's language. '' where there is no basis."""
    if basis == REGISTERED:
        return N_("You get this because you registered for this event.")
    return _WHY[Basis(basis)] if basis in Basis.__members__.values() else ""


def words_of(basis: str) -> str:
    """A basis in words, as a marked message."""
    return _NAMES[Basis(basis)] if basis in Basis.__members__.values() else basis
