"""The mapping, and a reading, as people type them."""

import re
from collections.abc import Mapping as Given
from datetime import UTC, datetime

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.crm.rules.mapping import ACCOUNT_FIELDS, DEAL_FIELDS, Mapping
from tcma.deals.rules.book import moment

_TABLES = ("stages", "owners")


def mapping(given: Given[str, str]) -> tuple[Mapping, int]:
    """What the form says, and every how many minutes the CRM is read. Raises Invalid for lines that say nothing."""
    errors: dict[str, Refusal] = {}
    tables: dict[str, dict[str, str]] = {}
    for name in _TABLES:
        tables[name] = {}
        for line in given.get(name, "").splitlines():
            word, sign, ours = (" ".join(part.split()) for part in line.rpartition("="))
            if sign and word and ours:
                tables[name][word] = ours.casefold()
            elif line.strip():
                words = N_("“%(line)s” has no sign = between their word and ours.")
                errors[name] = Refusal(words, line=line.strip()[:80])
    numbers = {}
    for name, most in (("tolerance", 100), ("every_minutes", 1440)):
        text = given.get(name, "").strip() or "0"
        if not re.fullmatch(r"[0-9]{1,4}", text):
            errors[name] = Refusal(N_("Enter a number from %(least)s to %(most)s."), least=0, most=most)
        numbers[name] = int(text) if text.isascii() and text.isdecimal() else 0
    if errors:
        raise Invalid(errors)
    names = {name: given.get(name, "").strip() for name in (*ACCOUNT_FIELDS, *DEAL_FIELDS)}
    customers = tuple(filter(None, (" ".join(one.split()) for one in given.get("customers", "").split(","))))
    return Mapping(
        **names, tolerance=numbers["tolerance"], stages=tables["stages"], owners=tables["owners"], customers=customers
    ), numbers["every_minutes"]


def typed(found: Mapping, every_minutes: int) -> dict[str, str]:
    """The fields of the form that say this."""
    names = {name: getattr(found, name) for name in (*ACCOUNT_FIELDS, *DEAL_FIELDS)}
    tables = {name: "\n".join(f"{word} = {ours}" for word, ours in getattr(found, name).items()) for name in _TABLES}
    return {
        **names, **tables, "tolerance": str(found.tolerance), "customers": ", ".join(found.customers),
        "every_minutes": str(every_minutes),
    }  # fmt: skip


def since(text: str, now: datetime) -> datetime | None:
    """A day from which everything is read again; None for nothing. Raises Invalid."""
    try:
        found = moment(text.strip())
    except Refusal as refusal:
        raise Invalid({"since": refusal}) from None
    if found is not None and found > now:
        raise Invalid({"since": Refusal(N_("That day is still to come."))})
    return found.astimezone(UTC) if found else None
