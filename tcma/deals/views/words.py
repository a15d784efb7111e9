"""How states, stages and steps are said on a page."""

from collections.abc import Sequence
from typing import Any

from tcma.base.access import Actor
from tcma.base.words import N_, format_date, format_datetime, gettext, language, locale
from tcma.deals.models import DealLog, Registration
from tcma.deals.queries import Entry
from tcma.deals.rules import TAKEN_UNTIL, RegistrationState, Stage, next_stage

_S = RegistrationState

STATES = {
    _S.DRAFT: (N_("Draft"), ""),
    _S.SUBMITTED: (N_("Sent"), "acc"),
    _S.UNDER_REVIEW: (N_("Being looked at"), "warn"),
    _S.INFO_REQUESTED: (N_("Needs an answer"), "warn"),
    _S.APPROVED: (N_("Approved"), "ok"),
    _S.REJECTED: (N_("Not approved"), "bad"),
    _S.RECALLED: (N_("Taken back"), ""),
    _S.EXPIRED: (N_("Expired"), ""),
    _S.WITHDRAWN: (N_("Withdrawn"), ""),
    _S.REVOKED: (N_("Revoked"), "bad"),
}
STAGES = {
    Stage.DISCOVERY: (N_("Discovery"), "acc"),
    Stage.QUALIFIED: (N_("Qualified"), "acc"),
    Stage.PROPOSAL: (N_("Proposal"), "acc"),
    Stage.NEGOTIATION: (N_("Negotiation"), "acc"),
    Stage.WON: (N_("Won"), "ok"),
    Stage.LOST: (N_("Lost"), ""),
    Stage.EXPIRED: (N_("Expired"), ""),
}
MOVE = {
    Stage.QUALIFIED: N_("Move to Qualified"),
    Stage.PROPOSAL: N_("Move to Proposal"),
    Stage.NEGOTIATION: N_("Move to Negotiation"),
}
FIELDS = {
    "account_name": N_("Company"),
    "account_domain": N_("Its website"),
    "account_country": N_("Country"),
    "contact_name": N_("Contact"),
    "contact_email": N_("E-mail"),
    "amount": N_("Amount"),
    "currency": N_("Currency"),
    "expected_close": N_("Day of the order"),
}
_STEPS = {
    "draft": N_("%(who)s wrote the registration"),
    "submitted": N_("%(who)s sent it"),
    "under_review": N_("%(who)s answered"),
    "info_requested": N_("%(who)s asked a question"),
    "approved": N_("%(who)s approved it"),
    "rejected": N_("%(who)s said no"),
    "recalled": N_("%(who)s took it back"),
    "qualified": N_("%(who)s moved it to Qualified"),
    "proposal": N_("%(who)s moved it to Proposal"),
    "negotiation": N_("%(who)s moved it to Negotiation"),
    "won": N_("%(who)s marked it as won"),
    "lost": N_("%(who)s marked it as lost"),
}
_BY_RULE = {
    "1": N_("It came back: something is missing"),
    "3": N_("Not approved: another partner's registration protects this account"),
    "4": N_("Next in line: an earlier registration of this account is being looked at"),
    "10": N_("A person looks at it, within two business days"),
}
_ENDS = {"expired": N_("Expired: the account is open again")}
RULES = (
    ("1", N_("A required field is missing: it comes back with what is missing.")),
    ("3", N_("Another partner has an approved registration for the account: it is not approved, "
             "and you hear when that window ends.")),
    ("4", N_("Another partner's earlier registration is not decided yet: yours is next in line.")),
    ("10", N_("Anything else: a person decides, within two business days.")),
)  # fmt: skip
_ICONS = {
    "submitted": "send", "under_review": "clock", "info_requested": "circle-question-mark", "approved": "check",
    "rejected": "x", "won": "trophy", "lost": "x", "recalled": "undo-2", "draft": "pencil",
    "expired": "clock",
}  # fmt: skip
_KINDS = {"approved": "ok", "won": "ok", "rejected": "bad", "info_requested": "warn"}


def status(entry: Entry) -> tuple[str, str]:
    """The chip of a registration: its deal's stage once there is one; contenders say so."""
    if entry.deal is not None and entry.registration.state is _S.APPROVED:
        words, kind = STAGES[entry.deal.stage]
    elif entry.registration.state is _S.UNDER_REVIEW and entry.registration.decision_rule.startswith("4/"):
        words, kind = N_("Next in line"), "warn"
    else:
        words, kind = STATES[entry.registration.state]
    return gettext(words), kind


def country(code: str) -> str:
    """A country's name in the reader's language."""
    return str(locale(language()).territories.get(code, code))


def next_thing(entry: Entry) -> str:
    """What the partner does next, in a few words."""
    if entry.registration.state in (_S.DRAFT, _S.RECALLED):
        return gettext(N_("Finish it and send it"))
    if entry.registration.state is _S.INFO_REQUESTED:
        return gettext(N_("Answer, and send it again"))
    if entry.registration.state is _S.EXPIRED:
        return gettext(N_("The account is open again"))
    if entry.deal is None or not entry.is_open:
        return ""
    if entry.days_left is not None and entry.days_left <= 15:
        return gettext(N_("The protection ends soon: tell us how it goes"))
    return "" if next_stage(entry.deal.stage) else gettext(N_("Send the order when it comes: it is marked as won then"))


def steps(rows: Sequence[tuple[DealLog, str | None]], reader: Actor, vendor_name: str, other: str) -> list[Any]:
    """The timeline in plain words, newest first. The other side is named as a firm, never as a person."""
    lines = []
    for row, name in rows:
        if row.actor_side == "system":
            by_itself = _ENDS.get(row.after) or _BY_RULE.get(row.rule.partition("/")[0], "")
            title = gettext(by_itself)
        else:
            own = (row.actor_side == "vendor") == (reader.partner_id is None)
            who = name if own else (vendor_name if row.actor_side == "vendor" else other)
            title = gettext(_STEPS.get(row.after, ""), who=who or "")
        number, _, version = row.rule.partition("/")
        reason = gettext(row.reason) if row.actor_side == "system" else row.reason
        said = [reason, gettext(N_("Rule %(number)s, version %(version)s"), number=number, version=version)]
        lines.append(
            {
                "when": format_datetime(row.at, reader.timezone),
                "iso": row.at.isoformat(),
                "title": title,
                "note": " · ".join(filter(None, said if row.rule else said[:1])),
                "icon": _ICONS.get(row.after, "arrow-right"),
                "kind": _KINDS.get(row.after, ""),
            }
        )
    return lines[::-1]


def verdict(registration: Registration, missing: Sequence[str], timezone: str) -> str:
    """What the rules or a person said, with what is missing or when a window ends."""
    words = gettext(registration.decision)
    if registration.window_ends_at is not None and registration.state is _S.REJECTED:
        return gettext(
            TAKEN_UNTIL, account=registration.account_name, day=format_date(registration.window_ends_at, timezone)
        )
    if registration.state is _S.EXPIRED and registration.protected_until is not None:
        day = format_date(registration.protected_until, timezone)
        return gettext(N_("Expired on %(day)s; the account is open again."), day=day)
    if registration.state is _S.INFO_REQUESTED and missing:
        listed = ", ".join(gettext(FIELDS[name]) for name in missing)
        return gettext(N_("Something is missing: %(fields)s. Add it and send it again."), fields=listed)
    return words
