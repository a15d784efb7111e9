"""The table of a run: planned, and every state it is the sum of."""

from collections.abc import Callable
from dataclasses import dataclass

from tcma.base.words import gettext as _
from tcma.delivery.rules import MessageState
from tcma.launches.queries.runs import StepStatus


@dataclass(frozen=True)
class Line:
    """One line of the table of counts: `count` of a step. The first is the sum of those with `part`."""

    key: str
    label: str
    note: str
    count: Callable[[StepStatus], int]
    part: bool = True
    fate: str = ""  # the list of people behind it


def _of(state: MessageState) -> Callable[[StepStatus], int]:
    return lambda step: step.counts[state.value]


def lines() -> list[Line]:
    """Planned and every state it is the sum of, then what the servers of the addresses said of those sent."""
    return [
        Line("planned", _("Planned"), _("One mail a person"), lambda step: step.counts["planned"], part=False),
        Line("queued", _("Waiting"), "", _of(MessageState.QUEUED)),
        Line("claimed", _("Next in line"), "", _of(MessageState.CLAIMED)),
        Line("sending", _("Being handed over"), "", _of(MessageState.SENDING)),
        Line("accepted", _("Sent"), _("Amazon SES took it"), _of(MessageState.ACCEPTED)),
        Line("unconfirmed", _("No answer"), _("Handed over; not sent again"), _of(MessageState.UNCONFIRMED),
             fate="unconfirmed"),
        Line("skipped", _("Left out"), "", _of(MessageState.SKIPPED), fate="skipped"),
        Line("failed", _("Refused by Amazon SES"), "", _of(MessageState.FAILED), fate="failed"),
        Line("cancelled", _("Stopped"), "", _of(MessageState.CANCELLED)),
        Line("expired", _("Too late"), "", _of(MessageState.EXPIRED)),
    ]  # fmt: skip


def heard() -> list[Line]:
    """Of those sent, what the servers of the addresses said."""
    return [
        Line("delivered", _("Delivered"), "", lambda step: step.delivered, part=False),
        Line("refused", _("Refused by their server"), "", lambda step: step.refused, part=False, fate="refused"),
        Line("complained", _("Reported as spam"), "", lambda step: step.complained, part=False, fate="complained"),
    ]
