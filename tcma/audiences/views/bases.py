"""The one question about a file: on what basis its people may be written to, and for how many each is enough."""

from typing import Any

from babel.lists import format_list

from tcma.audiences.rules import ASKED, Basis
from tcma.audiences.rules.consent import MONTHS
from tcma.audiences.rules.survey import covered, uncovered
from tcma.base.words import country_name, format_number, gettext, locale, ngettext

NAMED = 4  # countries


def bases(groups: list[list[Any]]) -> list[dict[str, str]]:
    """The answers to the one question, each with how many people it is enough for; the useless ones stay away."""
    found = []
    for basis, (label, hint) in ASKED.items():
        people = covered(groups, basis)
        if people or basis in (Basis.EXPRESS, Basis.EXISTING_CUSTOMER):
            meta = ngettext("%(num)s person", "%(num)s people", people)
            hint = " ".join(filter(None, [gettext(hint), _not_in(groups, basis, people)]))
            found.append({"value": str(basis), "label": gettext(label), "hint": hint, "meta": meta})
    return found


def _not_in(groups: list[list[Any]], basis: Basis, people: int) -> str:
    """In which countries of these people the answer is not enough, where it is enough for most of them."""
    left = uncovered(groups, basis)
    if basis in MONTHS or not 0 < left.total() <= people:  # of those that end, the date decides
        return ""
    nowhere = gettext("unknown countries")
    named = [
        f"{country_name(country) if country else nowhere} ({format_number(count)})"
        for country, count in left.most_common(NAMED)
    ]
    if len(left) > NAMED:
        more = len(left) - NAMED
        named.append(ngettext("%(num)s more country", "%(num)s more countries", more))
    return gettext("Not enough in: %(countries)s.", countries=format_list(named, locale=locale()))
