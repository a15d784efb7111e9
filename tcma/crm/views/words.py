"""How outcomes, changes and conflicts are said."""

from collections.abc import Sequence

from tcma.base.words import N_, gettext
from tcma.crm.rules import Line

OUTCOMES = {
    "new": (N_("New"), "ok"),
    "updated": (N_("Changed"), "acc"),
    "unchanged": (N_("As it was"), ""),
    "waiting": (N_("Waits"), "warn"),
    "conflict": (N_("To be decided"), "warn"),
    "ignored": (N_("Left"), ""),
    "refused": (N_("Refused"), "bad"),
}
_FIELDS = {
    "name": N_("Name"), "country": N_("Country"), "domains": N_("Domains"), "vat": N_("VAT number"),
    "duns": N_("DUNS number"), "customer": N_("It is a customer"), "named": N_("Direct sales has it"),
    "owner": N_("Owner"), "own": N_("In your book"), "external_id": N_("In your system"), "stage": N_("Stage"),
    "amount": N_("Amount"), "won": N_("Order"), "opened_at": N_("Opened"), "closed_at": N_("Closed"),
    "open": N_("Opportunity"),
}  # fmt: skip
_VALUES = {
    "True": N_("yes"), "False": N_("no"), "discovery": N_("Discovery"), "qualified": N_("Qualified"),
    "proposal": N_("Proposal"), "negotiation": N_("Negotiation"), "won": N_("Won"), "lost": N_("Lost"),
    "withdrawn": N_("Withdrawn"), "revoked": N_("Revoked"), "expired": N_("Expired"), "rejected": N_("Not approved"),
    "under_review": N_("Being looked at"), "submitted": N_("Sent"), "info_requested": N_("Needs an answer"),
}  # fmt: skip
CONFLICTS = {
    "ended": (
        N_("Won there, ended here"),
        N_("A registration that has ended can't be won. The partner may register it anew."),
    ),
    "undecided": (
        N_("Won there, not decided here"),
        N_("Decide the registration; then it is won by itself."),
    ),
    "amount": (
        N_("Another amount than was approved"),
        N_("Taking theirs changes the amount here; keeping ours goes on with ours."),
    ),
    "stage": (
        N_("A stage that means nothing here"),
        N_("Say under Mapping which of ours it is."),
    ),
    "currency": (
        N_("Another currency"),
        N_("Amounts are not converted. Keep ours, or change it there."),
    ),
    "no currency": (
        N_("No currency of ISO 4217"),
        N_("Keep ours, or change it there."),
    ),
    "twice": (
        N_("Another record names this registration"),
        N_("The one that was opened first counts. Take the number out of the other one there."),
    ),
    "account": (
        N_("About another account"),
        N_("Taking theirs says that it is the same deal all the same."),
    ),
    "product": (
        N_("Another product"),
        N_("Taking theirs says that it is the same deal all the same."),
    ),
    "closed": (
        N_("Closed differently here and there"),
        N_("Taking theirs moves the deal to where it is there."),
    ),
    "booked": (
        N_("Booked differently here and there"),
        N_("Taking theirs reverses what was booked, and books what is booked there."),
    ),
    "domain": (
        N_("Several accounts claim one domain"),
        N_("Merge them if they are one firm; keep them if they share it."),
    ),
}


def value(text: str) -> str:
    """A value of ours in the reader's language; others as they are."""
    return gettext(_VALUES[text]) if text in _VALUES else text


def changes(line: Line) -> Sequence[tuple[str, str, str]]:
    """What changed, before and after; of a contradiction, last, what stands here and there."""
    said = [(_field(what), value(before), value(after)) for what, before, after in line.changes]
    if line.outcome == "conflict":
        said[-1] = (conflict(line.changes[-1][0])[0], *said[-1][1:])
    return said


def conflict(what: str) -> tuple[str, str]:
    """What contradicts itself, and what can be done."""
    title, help_ = CONFLICTS[what]
    return gettext(title), gettext(help_)


def outcome(name: str) -> tuple[str, str]:
    words, kind = OUTCOMES[name]
    return gettext(words), kind


def _field(what: str) -> str:
    return gettext(_FIELDS[what]) if what in _FIELDS else what
