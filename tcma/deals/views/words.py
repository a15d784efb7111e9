"""How states, stages and steps are said on a page."""

from collections.abc import Sequence
from typing import Any

from tcma.base.access import Actor
from tcma.base.words import N_, format_date, format_datetime, gettext, language, locale, ngettext
from tcma.deals.actions.log import CRM
from tcma.deals.actions.mails import refused
from tcma.deals.forms.registration import KIND_WORDS
from tcma.deals.models import DealLog, DealMessage, Registration
from tcma.deals.queries import Doubts, Entry
from tcma.deals.rules import RegistrationState, Stage, next_stage, tier_name

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
    Stage.WITHDRAWN: (N_("Withdrawn"), ""),
    Stage.REVOKED: (N_("Revoked"), "bad"),
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
    "product_lines": N_("Products"),
}
_STEPS = {
    "draft": N_("%(who)s wrote the registration"),
    "submitted": N_("%(who)s sent it"),
    "under_review": N_("%(who)s answered"),
    "info_requested": N_("%(who)s asked a question"),
    "approved": N_("%(who)s approved it"),
    "rejected": N_("%(who)s said no"),
    "recalled": N_("%(who)s took it back"),
    "discovery": N_("%(who)s moved it to Discovery"),
    "qualified": N_("%(who)s moved it to Qualified"),
    "proposal": N_("%(who)s moved it to Proposal"),
    "negotiation": N_("%(who)s moved it to Negotiation"),
    "won": N_("%(who)s marked it as won"),
    "lost": N_("%(who)s marked it as lost"),
    "withdrawn": N_("%(who)s gave the account back"),
    "revoked": N_("%(who)s took the approval back"),
}
_REOPENED = N_("%(who)s opened it again: the order is off")
_APPEALED = N_("%(who)s asked for another look")
_RESUMED = N_("%(who)s opened it again")
_VENDOR = ("vendor", CRM)
_LEFT = N_("%(who)s left the offer to sell together")
_BY_RULE = {
    "1": N_("It came back: something is missing"),
    "2": N_("Not approved: not authorised for this product or country"),
    "3": N_("Not approved: another partner's registration protects this account"),
    "4": N_("Next in line: an earlier registration of this account is being looked at"),
    "5": N_("Our own sales people work with this account"),
    "6": N_("Not approved: a lead for this account was given away lately"),
    "7": N_("It came back: this account is a customer already"),
    "8": N_("Not approved: your last registration has just expired"),
    "9": N_("Approved at once"),
    "10": N_("A person looks at it, within two business days"),
}
_ENDS = {"expired": N_("Expired: the account is open again")}
_ICONS = {
    "submitted": "send", "under_review": "clock", "info_requested": "circle-question-mark", "approved": "check",
    "rejected": "x", "won": "trophy", "lost": "x", "recalled": "undo-2", "draft": "pencil",
    "expired": "clock", "withdrawn": "undo-2", "revoked": "x",
}  # fmt: skip
_KINDS = {"approved": "ok", "won": "ok", "rejected": "bad", "info_requested": "warn", "revoked": "bad"}


_OBSTACLES = {
    "doubtful": N_("It may be about an account that is known under another name, domain or country"),
    "amount": N_("The amount is above what its tier may have approved at once"),
    "currency": N_("The amount is in another currency than the thresholds"),
    "behind": N_("Neither a lead nor a named person of the firm stands behind it"),
    "co_sell": N_("It is sold together with you"),
}


def obstacles(doubts: Doubts) -> list[str]:
    """What keeps the rules from answering at once, for the person who decides."""
    lying = ngettext(
        "%(num)s deal of this partner lies still", "%(num)s deals of this partner lie still", doubts.facts.idle
    )
    return [gettext(_OBSTACLES[one]) if one in _OBSTACLES else lying for one in doubts.obstacles]


def stop(doubts: Doubts | None) -> str:
    """Why nobody can approve it now; nothing where somebody can."""
    if doubts is not None and doubts.rule == 1:
        listed = ", ".join(gettext(FIELDS[name]) for name in doubts.facts.missing)
        return gettext(N_("Something is missing: %(fields)s. Ask the partner for it."), fields=listed)
    if doubts is not None and doubts.rule == 3:
        return gettext(N_("Another partner's registration for this account is protected. Reject this one."))
    return ""


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


def kind(key: str) -> str:
    """What kind of deal it is."""
    return gettext(KIND_WORDS.get(key, key))


def tier(key: str) -> str:
    """A tier as people write it."""
    return tier_name(key)


def next_thing(entry: Entry) -> str:
    """What the partner does next, in a few words."""
    if entry.registration.state in (_S.DRAFT, _S.RECALLED):
        return gettext(N_("Finish it and send it"))
    if entry.registration.state is _S.INFO_REQUESTED:
        offered = entry.registration.co_sell == "offered"
        return gettext(N_("Sell to it together?") if offered else N_("Answer, and send it again"))
    if entry.registration.state is _S.EXPIRED:
        return gettext(N_("The account is open again"))
    if entry.deal is None or not entry.is_open:
        return ""
    if entry.registration.extension_asked_at is None and entry.days_left is not None and entry.days_left <= 15:
        return gettext(N_("The protection ends soon: tell us how it goes"))
    return "" if next_stage(entry.deal.stage) else gettext(N_("Send the order when it comes: it is marked as won then"))


def steps(rows: Sequence[tuple[DealLog, str | None]], reader: Actor, vendor_name: str, other: str) -> list[Any]:
    """The timeline in plain words, newest first. The other side is named as a firm, never as a person."""
    lines = []
    for row, name in rows:
        if row.actor_side == "system" and not (row.rule or row.after in _ENDS):
            continue  # the rules begin to look: what they say comes next
        own = (row.actor_side in _VENDOR) == (reader.partner_id is None)
        who = name if own else (vendor_name if row.actor_side in _VENDOR else other)
        if own and row.actor_side == CRM:
            who = gettext(N_("Your CRM"))
        title, said = _told(row, who or "")
        if own and row.actor_side == CRM:
            said = " · ".join(filter(None, [said, str(row.inputs.get(CRM, ""))]))
        number, _, version = row.rule.partition("/")
        rule = gettext(N_("Rule %(number)s, version %(version)s"), number=number, version=version) if number else ""
        lines.append(
            {
                "when": format_datetime(row.at, reader.timezone),
                "iso": row.at.isoformat(),
                "title": title,
                "note": " · ".join(filter(None, [said, rule])),
                "icon": _ICONS.get(row.after, "arrow-right") if row.before != row.after else "pencil",
                "kind": _KINDS.get(row.after, "") if row.before != row.after else "",
            }
        )
    return lines[::-1]


def _told(row: DealLog, who: str) -> tuple[str, str]:
    """What happened, and what was said about it. Words of our own are told in the reader's language."""
    if row.actor_side == "system":
        return gettext(_ENDS.get(row.after) or _BY_RULE.get(row.rule.partition("/")[0], "")), gettext(row.reason)
    if row.before == row.after:
        return gettext(row.reason), who
    words = _STEPS.get(row.after, "")
    reason = gettext(row.reason) if row.actor_side == CRM else row.reason
    if (row.before, row.after) == ("won", "negotiation"):
        words = _REOPENED
    elif row.before == "lost":
        words = _RESUMED
    elif row.before == "rejected":
        words = _APPEALED
    elif row.after == "rejected" and row.actor_side == "partner":
        words = _LEFT
    return gettext(words, who=who), reason


def verdict(registration: Registration, missing: Sequence[str], timezone: str) -> str:
    """What the rules or a person said, with what is missing or when a window ends."""
    words = gettext(registration.decision)
    if registration.state is _S.REJECTED:
        return refused(registration, timezone)
    if registration.state is _S.EXPIRED and registration.protected_until is not None:
        day = format_date(registration.protected_until, timezone)
        return gettext(N_("Expired on %(day)s; the account is open again."), day=day)
    if registration.state is _S.INFO_REQUESTED and missing:
        listed = ", ".join(gettext(FIELDS[name]) for name in missing)
        return gettext(N_("Something is missing: %(fields)s. Add it and send it again."), fields=listed)
    return words


_KINDS_OF_MESSAGE = {
    "question": N_("%(who)s asks"),
    "answer": N_("%(who)s answers"),
    "appeal": N_("%(who)s asked for another look"),
    "extension": N_("%(who)s about more time"),
    "news": N_("%(who)s about how it goes"),
}


def thread(messages: Sequence[DealMessage], reader: Actor, other: str) -> list[Any]:
    """What both sides wrote, the oldest first. Each side reads itself as “you”, and the other as a firm."""
    lines = []
    for one in messages:
        own = (one.side == "vendor") == (reader.partner_id is None)
        who = gettext(N_("Your side")) if own else other
        lines.append(
            {
                "when": format_datetime(one.at, reader.timezone),
                "iso": one.at.isoformat(),
                "title": gettext(_KINDS_OF_MESSAGE[one.kind], who=who),
                "note": one.body,
                "icon": "message-circle",
                "kind": "" if own else "acc",
            }
        )
    return lines
