"""What people did, what became of a lead, and how it stands, in words."""

from datetime import datetime
from typing import Any

from tcma.base.words import N_, format_relative, gettext
from tcma.leads.models import Lead
from tcma.leads.rules import OPEN, LeadState

DID = {
    "form": N_("Sent the form on “%(asset)s”"),
    "talk": N_("Asked to talk, on “%(asset)s”"),
    "registration": N_("Registered for “%(asset)s”"),
    "attendance": N_("Came to “%(asset)s”"),
    "reply": N_("Answered “%(asset)s” by mail"),
    "download": N_("Fetched the file of “%(asset)s”"),
    "newsletter": N_("Asked for more like “%(asset)s”"),
    "answered": N_("Wants to talk, as you noted, after “%(asset)s”"),
    "score": N_("Came back again and again, last to “%(asset)s”"),
    "click": N_("Clicked in “%(asset)s”"),
    "sent": N_("Got “%(asset)s”"),
    "vendor": N_("Asked the vendor about %(asset)s"),
}
HAPPENED = {
    "noted": N_("Next step written down"),
    "remarked": N_("Note"),
    "assigned": N_("Taken over"),
    "did": N_("Done"),
    "received": N_("Came from the vendor"),
    "request_withdrawn": N_("The vendor gave their request to somebody else; their answer to you stays yours"),
    "working": N_("Being worked on"),
    "accepted": N_("Taken up again"),
    "disqualified": N_("Closed as no fit"),
    "converted": N_("Deal registered"),
    "recycled": N_("Free again: the protection of the deal ran out"),
    "withdrawn": N_("Given to somebody else by the vendor"),
}
STATE_WORDS = {
    LeadState.ACCEPTED: (N_("To call"), "acc"),
    LeadState.WORKING: (N_("Being worked on"), "warn"),
    LeadState.CONVERTED: (N_("Deal registered"), "ok"),
    LeadState.DISQUALIFIED: (N_("Closed"), ""),
    LeadState.RECYCLED: (N_("Free again"), ""),
    LeadState.WITHDRAWN: (N_("Given to somebody else"), ""),
}
REASONS = {
    "no need": N_("No need"),
    "no budget": N_("No budget"),
    "not now": N_("Not now"),
    "wrong person": N_("The wrong person"),
    "not reached": N_("Never reached"),
    "competitor": N_("Bought elsewhere"),
    "not real": N_("Not a real request"),
    "other": N_("Another reason"),
}
DECLINED = {
    "no capacity": N_("No time for it now"),
    "not our market": N_("Not our market"),
    "not our product": N_("Not our product"),
    "known to us": N_("We know them already"),
    "other": N_("Another reason"),
}
ICONS = {"sent": "mail", "click": "mouse-pointer-click", "noted": "pencil", "remarked": "pencil", "did": "check",
         "converted": "flag", "assigned": "user"}  # fmt: skip


def did(kind: str, asset: str) -> str:
    """What somebody did, in a sentence."""
    if kind == "vendor" and not asset:
        return gettext(N_("Asked the vendor"))
    return gettext(DID[kind], asset=asset)


def happened(kind: str, detail: str) -> tuple[str, str]:
    """(title, note) of a line of the history."""
    if kind == "assigned":
        return (gettext(N_("Taken over by %(name)s"), name=detail) if detail else gettext(N_("Nobody's any more"))), ""
    if kind == "disqualified":
        return gettext(HAPPENED[kind]), gettext(REASONS[detail]) if detail in REASONS else detail
    return gettext(HAPPENED[kind]), detail


def clock(lead: Lead, now: datetime) -> tuple[str, str] | None:
    """(words, kind of chip) of what is due; None where nothing is."""
    if lead.state not in OPEN or lead.due_at is None or lead.contacted_at is not None:
        return None
    if lead.due_at <= now:
        return gettext(N_("Call is late")), "bad"
    return gettext(N_("Call %(when)s"), when=format_relative(lead.due_at, now)), "warn"


def choices(words: dict[str, str]) -> list[tuple[str, Any]]:
    """For a select."""
    return [(value, gettext(text)) for value, text in words.items()]
