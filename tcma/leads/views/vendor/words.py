"""Vendor leads, their history and the rules, in plain words."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from babel.lists import format_list

from tcma.base.words import N_, country_name, gettext, locale
from tcma.leads.queries.vendor.desk import Entry, Happened
from tcma.leads.rules import Rule, VendorState
from tcma.leads.views.words import DECLINED, STATE_WORDS

STATES = {
    VendorState.NEW: (N_("Just arrived"), ""),
    VendorState.OFFERED: (N_("Offered"), "warn"),
    VendorState.ACCEPTED: (N_("With a partner"), "ok"),
    VendorState.UNASSIGNED: (N_("Waits for you"), "bad"),
    VendorState.DISCARDED: (N_("Nobody calls"), ""),
}
HAPPENED = {
    "arrived": N_("Arrived"),
    "offered": N_("Offered to %(partner)s"),
    "accepted": N_("Taken by %(partner)s"),
    "declined": N_("Declined by %(partner)s"),
    "timed_out": N_("No answer from %(partner)s in time"),
    "called_off": N_("Offer to %(partner)s called off"),
    "unassigned": N_("Waits for a person"),
    "again": N_("Sent through the rules again"),
    "given": N_("Given to %(partner)s by hand"),
    "joined": N_("Given to %(partner)s, who works with this person already"),
    "discarded": N_("Nobody calls"),
    "recycled": N_("Free again: the deal of %(partner)s ended without an order"),
}
WHY = {
    "asked enough": N_("Three partners were asked."),
    "full": N_("Whoever fits has no room."),
    "nobody asked": N_("No rule fits, or nobody takes such leads."),
    "nobody left": N_("Nobody is left to ask."),
}
SOURCES = {"api": N_("A program"), "file": N_("A file"), "hand": N_("Typed in")}
COVERED = {"country": N_("Who serves the country"), "product": N_("Who sells the product"),
           "vertical": N_("Who knows the industry")}  # fmt: skip


def status(entry: Entry) -> tuple[str, str]:
    """(words, kind) of how a lead stands: with a partner, as that partner's lead does."""
    said, kind = STATES[entry.lead.state]
    if entry.lead.state is VendorState.ACCEPTED and entry.state is not None:
        said, kind = STATE_WORDS[entry.state]
    return gettext(said), kind


def happened(line: Happened) -> tuple[str, str]:
    """(title, note) of a line of the history."""
    note = line.detail
    if line.kind == "unassigned":
        note = gettext(WHY[line.detail]) if line.detail in WHY else line.detail
    elif line.kind == "declined":
        note = gettext(DECLINED[line.detail]) if line.detail in DECLINED else ""
    title = gettext(HAPPENED[line.kind], partner=line.partner) if line.kind in HAPPENED else line.kind
    if line.rule:
        version, _, place = line.rule.partition("/")
        said = gettext(N_("Rule %(place)s of version %(version)s"), place=place, version=version)
        note = " · ".join(filter(None, (said, note)))
    return title, " · ".join(filter(None, (note, line.person)))


def which(rule: Rule) -> list[str]:
    """Which leads a rule is for."""
    said = [
        (N_("Companies: %(names)s"), rule.domains),
        (N_("Countries: %(names)s"), [country_name(one) for one in rule.countries]),
        (N_("Products: %(names)s"), rule.products),
        (N_("Industries: %(names)s"), rule.verticals),
    ]
    return [gettext(text, names=_listed(names)) for text, names in said if names] or [gettext(N_("Every lead"))]


def whom(rule: Rule, names: Mapping[UUID, str]) -> list[str]:
    """Who may have them."""
    found = [gettext(N_("Only: %(names)s"), names=_listed([names.get(one, "?") for one in rule.partners]))]
    found = found if rule.partners else []
    found += [gettext(COVERED[one]) for one in rule.covers]
    if rule.min_tier:
        found.append(gettext(N_("From tier %(tier)s up"), tier=rule.min_tier))
    return found or [gettext(N_("Everyone who takes leads"))]


def _listed(names: Iterable[str]) -> str:
    return format_list(list(names), style="or", locale=locale())
