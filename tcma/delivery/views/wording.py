"""Words for mails without an answer, held partners and the machine."""

from collections.abc import Mapping

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import N_, format_percent, gettext, ngettext
from tcma.delivery.models import GuardHold, SendingHold
from tcma.delivery.rules import DecisionKind, MessageState
from tcma.delivery.rules.deciding import Cause
from tcma.delivery.rules.guard import Figures, Trouble
from tcma.delivery.rules.holds import HOLD_WORDS, SMTP_WORDS

CAUSES = {
    Cause.WORKER: N_("Our program was stopped before the answer came"),
    Cause.SLOW: N_("Amazon did not answer in time"),
    Cause.BROKEN: N_("The connection to Amazon broke"),
    Cause.ERROR: N_("Amazon answered with an error of its own"),
}
DECIDED = {
    DecisionKind.SEND_AGAIN: N_("Sent again"),
    DecisionKind.LEAVE: N_("Left as it is"),
    DecisionKind.ONCE_MORE: N_("Sent once more by itself"),
}
NOW = {
    MessageState.QUEUED: (N_("Waiting"), "acc"),
    MessageState.CLAIMED: (N_("Waiting"), "acc"),
    MessageState.SENDING: (N_("Being handed over"), "acc"),
    MessageState.ACCEPTED: (N_("Sent"), "ok"),
    MessageState.UNCONFIRMED: (N_("No answer"), "warn"),
    MessageState.FAILED: (N_("Refused by Amazon SES"), "bad"),
}
EARLIER = {
    "complained": N_("Amazon says: it arrived, and was reported as spam"),
    "bounced": N_("Amazon says: there is no such address"),
    "bounced_for_now": N_("Amazon says: not taken for now"),
    "delivered": N_("Amazon says: an earlier copy was delivered"),
    "sent": N_("Amazon says: an earlier copy is on its way"),
    "delayed": N_("Amazon says: an earlier copy is on its way"),
}
INVARIANTS = {
    "I1": N_("Nobody gets a mail twice"),
    "I2": N_("What was planned is the sum of all states"),
    "I3": N_("Nothing begins after a stop or a no"),
    "I4": N_("Sent and delivered have their proof"),
    "I5": N_("Nothing is stuck or hidden"),
    "I6": N_("The order of what Amazon tells changes nothing"),
    "I7": N_("What is due in the database gets done"),
    "I8": N_("What was approved is what is sent"),
    "I9": N_("Every row belongs to its partner"),
}
HELD_FOR = {
    "paused": N_("Paused by the partner"),
    "hold": N_("In the time to undo"),
    "guarded": N_("Its partner is held"),
    "changed": N_("Its content is not what was approved"),
}


def cause(one: Cause) -> str:
    return gettext(CAUSES[one])


def caused(counts: Mapping[Cause, int]) -> list[str]:
    """'Amazon did not answer in time: 8', the most first."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    return [gettext("%(cause)s: %(number)s", cause=cause(one), number=number) for one, number in ranked]


def nothing_leaves(hold: SendingHold) -> str:
    """Why, for the vendor: what it is, and what to do."""
    words = HOLD_WORDS | SMTP_WORDS if use(Settings).smtp_url else HOLD_WORDS
    return gettext(words[hold.reason])


def held_because(hold: GuardHold) -> str:
    """What was too much, in figures."""
    if hold.cause == Trouble.BOUNCES:
        return ngettext(
            "%(bounced)s of the last %(num)s mail went to an address that does not exist.",
            "%(bounced)s of the last %(num)s mails went to addresses that do not exist.",
            hold.sent, bounced=hold.bounced,
        )  # fmt: skip
    return ngettext(
        "%(complained)s of the last %(num)s reader reported a mail as spam.",
        "%(complained)s of the last %(num)s readers reported a mail as spam.",
        hold.sent, complained=hold.complained,
    )  # fmt: skip


def share(found: Figures, trouble: str) -> str:
    """'1.5 %', or nothing where nothing was sent."""
    return format_percent(found.share(Trouble(trouble)), digits=1) if found.sent else gettext("n/a")


def for_how_long(seconds: float | None) -> str:
    """Roughly, in the largest unit that fits."""
    if seconds is None:
        return ""
    if seconds < 120:
        return ngettext("%(num)s second", "%(num)s seconds", int(seconds))
    if seconds < 7_200:
        return ngettext("%(num)s minute", "%(num)s minutes", int(seconds / 60))
    if seconds < 172_800:
        return ngettext("%(num)s hour", "%(num)s hours", int(seconds / 3_600))
    return ngettext("%(num)s day", "%(num)s days", int(seconds / 86_400))
