"""A mail of an event's timeline in words: to whom, how it stands, how many."""

from collections.abc import Mapping

from tcma.audiences.rules.left_out import all_counted
from tcma.base.words import N_, ngettext
from tcma.base.words import gettext as _
from tcma.events.queries.timeline import Line

AUDIENCE_WORDS = {
    "invited": N_("To those invited who have not registered"),
    "registered": N_("To everyone with a seat"),
    "waitlisted": N_("To those who come to the waiting list"),
    "offered": N_("To who is next when a seat becomes free"),
    "moved": N_("To everyone registered, if you move it"),
    "cancelled": N_("To everyone registered, if you cancel it"),
    "attended": N_("To those who came"),
    "no_show": N_("To those with a seat who did not come"),
}
STATES = {
    "ahead": (N_("Scheduled"), "acc", "clock"),
    "held": (N_("Held: it can be undone"), "warn", "clock"),
    "going": (N_("Going out"), "acc", "send"),
    "sent": (N_("Sent"), "ok", "check"),
    "past": (N_("Skipped: its time was over"), "", "minus"),
    "skipped": (N_("Skipped by you"), "", "minus"),
    "cancelled": (N_("Taken out"), "", "x"),
    "standing": (N_("Goes by itself"), "acc", "mail"),
    "waiting": (N_("Not scheduled yet"), "", "circle-dot"),
    "unneeded": (N_("Was not needed"), "", "minus"),
}


def line_words(line: Line) -> tuple[tuple[str, str, str], str, str]:
    """((to whom, how it stands, counts), the kind of its sign, its icon)."""
    state, kind, icon = STATES[line.state]
    return (_(AUDIENCE_WORDS[line.audience]), _(state), " · ".join(_counts(line))), kind, icon


def _counts(line: Line) -> list[str]:
    found = []
    if line.sent:
        found.append(ngettext("%(num)s sent", "%(num)s sent", line.sent))
    if line.waiting:
        found.append(ngettext("%(num)s on the way", "%(num)s on the way", line.waiting))
    return found + left_out_words(line.left_out)


def left_out_words(reasons: Mapping[str, int]) -> list[str]:
    """'3 registered already', '2 without consent': who of those invited does not get it."""
    found = all_counted(reasons)
    if number := reasons.get("registered"):
        found.insert(0, ngettext("%(num)s registered already", "%(num)s registered already", number))
    return found


def at_once(audience: str) -> str:
    """When a mail goes that has no time of its own."""
    return _(AT_ONCE[audience])


AT_ONCE = {
    "registered": N_("At once, with a calendar entry"),
    "waitlisted": N_("At once"),
    "offered": N_("When a seat becomes free"),
    "moved": N_("When you move it, with a calendar entry"),
    "cancelled": N_("When you cancel it, with a calendar entry"),
}
