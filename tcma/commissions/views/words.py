"""Entries, holds and calculations as they are said on a page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_skeleton

from tcma.base.words import (
    N_,
    format_date,
    format_money,
    format_number,
    format_percent,
    gettext,
    language,
    locale,
    ngettext,
)
from tcma.commissions.queries import Line
from tcma.commissions.rules import UNPAID, EntryState, Hold

STATES = {
    EntryState.ACCRUED: (N_("Earned"), "acc"),
    EntryState.APPROVED: (N_("Approved"), "ok"),
    EntryState.PAID: (N_("Paid"), "ok"),
    EntryState.REVERSED: (N_("Taken back"), ""),
}
_CAUSES = {
    "won": N_("The deal was won"),
    "corrected": N_("The order was corrected"),
    "reopened": N_("The order is off"),
}


def status(line: Line) -> tuple[str, str]:
    """The chip of a line. What was paid and taken back later says so."""
    if line.entry.state is EntryState.PAID and line.reversal is not None:
        return gettext(N_("Paid, taken back later")), ""
    if line.entry.amount < 0 and line.entry.state in UNPAID:
        return gettext(N_("To be deducted")), "warn"
    if line.entry.state is EntryState.ACCRUED and line.held is not None:
        return gettext(N_("On hold")), "warn"
    words, kind = STATES[line.entry.state]
    return gettext(words), kind


def cause(line: Line) -> str:
    """Why the line is there."""
    said = gettext(_CAUSES[line.entry.cause])
    return gettext(N_("%(cause)s: taken back"), cause=said) if line.entry.reverses else said


def month_name(month: str) -> str:
    """'2026-11' in the reader's words."""
    day = date.fromisoformat(f"{month}-01")
    return str(format_skeleton("yMMMM", day, locale=locale(language())))


def held(line: Line, timezone: str) -> str:
    """What a line that is earned waits for; nothing for others."""
    if line.entry.state is not EntryState.ACCRUED or line.held is None:
        return ""
    if line.held is Hold.CUSTOMER:
        return gettext(N_("Waits until the customer has paid"))
    assert line.entry.due_at is not None  # it is held until then
    return gettext(N_("Waits until %(day)s"), day=format_date(line.entry.due_at, timezone))


@dataclass(frozen=True)
class Told:
    """A calculation in plain words: `steps` are (what, how, result). `whole`: not the seller's own, but a share."""

    steps: list[tuple[str, str, str]]
    result: str


def told(calculation: dict[str, Any], *, helper: bool) -> Told:
    """How a number comes about. A partner that helped reads its share, and nothing of the seller's terms."""
    currency = calculation["currency"]
    share = Decimal(calculation["shares"][calculation["share"]])
    steps = [] if helper else _earning(calculation, currency)
    total = format_money(Decimal(calculation["total"]), currency)
    if helper:
        steps.append((gettext(N_("Commission of the order")), "", total))
    steps += _sharing(calculation, currency, helper, share)
    return Told(steps, format_money(share, currency))


def _earning(found: dict[str, Any], currency: str) -> list[tuple[str, str, str]]:
    amount = format_money(Decimal(found["amount"]), currency)
    steps = [(gettext(N_("Net amount that earns")), "", amount)]
    lines, accelerated = found["lines"], found["quota"] is not None
    if accelerated:
        quota, before = (format_money(Decimal(found[name]), currency) for name in ("quota", "before"))
        how = gettext(N_("Quota %(quota)s, booked before %(before)s"), quota=quota, before=before)
        steps.append((gettext(N_("Of it above the quota")), how, format_money(Decimal(found["above"]), currency)))
    for name, percent, extra in lines:
        part = f"1/{len(lines)} \u00d7 " if len(lines) > 1 else ""
        below, above = (Decimal(found[one]) for one in ("below", "above"))
        how = f"{part}{format_money(below, currency)} \u00d7 {_percent(percent)}"
        rate, exact = Decimal(percent), below * Decimal(percent)
        if above:
            rate = Decimal(percent) + Decimal(extra)
            how += f" + {part}{format_money(above, currency)} \u00d7 {_percent(str(rate))}"
            exact += above * rate
        result = format_number(round(exact / 100 / len(lines), 6).normalize(), exact=True)
        steps.append((name or gettext(N_("All products")), how, result))
    how = gettext(N_("Added up, then rounded once, half up"))
    steps.append((gettext(N_("Commission of the order")), how, format_money(Decimal(found["total"]), currency)))
    return steps


def _sharing(found: dict[str, Any], currency: str, helper: bool, share: Decimal) -> list[tuple[str, str, str]]:
    others = len(found["shares"]) - 1
    if not others:
        return []
    percent, result = _percent(found["helpers"]), format_money(share, currency)
    if helper:
        how = ngettext(
            "%(percent)s of it for the partner that helped",
            "%(percent)s of it, shared by %(num)s partners that helped",
            others, percent=percent,
        )  # fmt: skip
        return [(gettext(N_("Your share")), how, result)]
    how = ngettext(
        "%(percent)s of it goes to a partner that helped", "%(percent)s of it goes to %(num)s partners that helped",
        others, percent=percent,
    )  # fmt: skip
    return [(gettext(N_("Share of the seller")), how, result)]


def _percent(text: str) -> str:
    return format_percent(Decimal(text) / 100, digits=3)
