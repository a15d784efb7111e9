"""Everything that goes out for an event: when, to whom, and how it stands."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.catalogue.rules import Kit
from tcma.delivery.models import Step
from tcma.delivery.queries import Tally, tallies
from tcma.delivery.rules import OPEN, MessageState
from tcma.events.models import Event, EventMail
from tcma.events.rules import EventState, due


@dataclass(frozen=True)
class Line:
    """One mail of the kit at this event. `mail` is None before it is scheduled; counts are over all its rounds.

    `state`: ahead, held, going, sent, past, skipped, cancelled, standing (goes at once, whenever somebody joins),
    waiting (scheduled only when the host invites, moves or cancels), unneeded (its time is over; it was for nobody).
    """

    position: int
    asset_key: str
    title: str
    audience: str
    due_at: datetime | None
    state: str
    mail: EventMail | None = None
    sent: int = 0
    waiting: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    waits: dict[str, int] = field(default_factory=dict)  # of those that wait, for which time; rules.waiting.Wait
    next_at: datetime | None = None  # the first of those times

    @property
    def changes(self) -> bool:
        """Whether the host can still change or skip it."""
        return self.mail is not None and self.state in ("ahead", "held", "skipped")


def timeline(session: Session, event: Event, kit: Kit, now: datetime) -> list[Line]:
    """In the order of time; what goes at once stands first."""
    rows = session.execute(
        select(EventMail, Step).outerjoin(Step, Step.id == EventMail.step_id)
        .where(EventMail.event_id == event.id).order_by(EventMail.position, EventMail.round)
    ).all()  # fmt: skip
    counted = tallies(session, [step.id for _, step in rows if step], now=now)
    lines = []
    for position, step in enumerate(kit.steps):
        mine = [(mail, own) for mail, own in rows if mail.position == position]
        mail, own = mine[-1] if mine else (None, None)
        due_at = mail.due_at if mail else due(event.starts_at, step.offset, event.timezone)
        tallied = [counted[each.id] for _, each in mine if each]
        lines.append(
            Line(position, step.asset, kit.asset(step.asset).title, step.audience, due_at,
                 _told(event, _state(mail, own, due_at, now), tallied), mail, *_sum(tallied))
        )  # fmt: skip
    return sorted(lines, key=lambda line: (line.due_at is not None, line.due_at or now, line.position))


def _state(mail: EventMail | None, step: Step | None, due_at: datetime | None, now: datetime) -> str:
    if mail is None:
        return "past" if due_at is not None and due_at <= now else "waiting"
    if mail.skipped in ("past", "host"):
        return "past" if mail.skipped == "past" else "skipped"
    if step is None or step.cancelled_at is not None:
        return "cancelled"
    if step.planned_at is not None:
        return "sent" if step.finished_at else "going"
    if due_at is None:
        return "standing"
    return "held" if step.held_at is not None else "ahead"


def _told(event: Event, state: str, found: list[Tally]) -> str:
    """`state`; but “sent” to nobody, and “not yet” after the end, say too much."""
    ended = event.state in (EventState.OVER, EventState.CANCELLED)
    to_nobody = state in ("sent", "going") and not any(sum(one.counts.values()) for one in found)
    return "unneeded" if to_nobody or (state == "waiting" and ended) else state


def _sum(found: list[Tally]) -> tuple[int, int, dict[str, int], dict[str, int], datetime | None]:
    left_out, waits = Counter[str](), Counter[str]()
    for one in found:
        left_out.update(one.left_out)
        waits.update(one.waiting_for)
    accepted = sum(one.counts[MessageState.ACCEPTED.value] for one in found)
    waiting = sum(one.counts[state.value] for one in found for state in OPEN)
    next_at = min((one.next_at for one in found if one.next_at is not None), default=None)
    return accepted, waiting, dict(left_out), dict(waits), next_at


