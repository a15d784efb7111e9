"""Many registrations at once: the partner's board, the vendor's queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from tcma.deals.models import Deal, Registration
from tcma.deals.queries.engagement import desk
from tcma.deals.rules import CLOSED, PENDING, Desk, RegistrationState, Stage, answer_due, days_left, waiting_hours
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Entry:
    """A registration with the deal it opened, if it did."""

    registration: Registration
    deal: Deal | None
    partner_name: str
    days_left: int | None  # of the protection, while the deal is open; none while only an open question prolongs it

    @property
    def is_open(self) -> bool:
        """There is a deal, and it may still be won."""
        return self.deal is not None and self.deal.stage not in CLOSED


@dataclass(frozen=True)
class Waiting:
    """An undecided registration and the clock that both sides see."""

    entry: Entry
    hours: int
    due_at: datetime
    late: bool
    contender: bool


@dataclass(frozen=True)
class Board:
    """A partner's registrations: to be finished or decided, open by stage, closed."""

    yours: list[Entry]
    waiting: list[Entry]
    stages: dict[Stage, list[Entry]]
    closed: list[Entry]


def _entries(*where: ColumnElement[bool]) -> Select[Registration, Deal, str, str]:
    query = (
        select(Registration, Deal, Partner.name, Partner.timezone)
        .join(Partner, Partner.id == Registration.partner_id)
        .join(Deal, Deal.registration_id == Registration.id, isouter=True)
    )
    return query.where(*where)


def _entry(row: Row[Registration, Deal, str, str], now: datetime) -> Entry:
    registration, deal, partner_name, timezone = row
    until = registration.protected_until
    open_deal = deal is not None and deal.stage not in CLOSED
    ends = until is not None and (until > now or registration.extension_asked_at is None)
    left = days_left(until, timezone, now) if until and ends and open_deal else None
    return Entry(registration, deal, partner_name, left)


def entry(session: Session, registration: Registration, now: datetime) -> Entry:
    """One registration as boards and queues show it."""
    return _entry(session.execute(_entries(Registration.id == registration.id)).one(), now)


def board(session: Session, partner_id: UUID, now: datetime) -> Board:
    """Everything a partner registered, in four heaps, each newest first."""
    found = Board([], [], {stage: [] for stage in Stage if stage not in CLOSED}, [])
    query = _entries(Registration.partner_id == partner_id).order_by(Registration.number.desc())
    mine = (RegistrationState.DRAFT, RegistrationState.RECALLED, RegistrationState.INFO_REQUESTED)
    for row in session.execute(query):
        one = _entry(row, now)
        if one.registration.state in mine:
            found.yours.append(one)
        elif one.registration.state in PENDING:
            found.waiting.append(one)
        elif one.deal is not None and one.is_open:
            found.stages[one.deal.stage].append(one)
        else:
            found.closed.append(one)
    return found


def undecided(session: Session, now: datetime) -> list[Waiting]:
    """What waits for the vendor's answer, the longest first."""
    query = _entries(Registration.state == RegistrationState.UNDER_REVIEW, Registration.submitted_at.is_not(None))
    rows, works = session.execute(query.order_by(Registration.submitted_at)), desk(session)
    return [_waiting(_entry(row, now), works, now) for row in rows]


def _waiting(one: Entry, works: Desk, now: datetime) -> Waiting:
    """The clock of one that waits: it begins anew when the partner has answered."""
    since = one.registration.waiting_since or one.registration.submitted_at
    assert since is not None  # asked for
    due = one.registration.answer_due_at or answer_due(since, works)
    contender = one.registration.decision_rule.startswith("4/")
    return Waiting(one, waiting_hours(since, now), due, now > due, contender)


def listing(
    session: Session, now: datetime, *, show: str = "", words: str = "", limit: int = 200
) -> Sequence[Entry]:
    """The vendor's list: `show` is a stage, 'open', 'rejected' or empty for all; `words` seeks names and domains."""
    sent = Registration.state.notin_((RegistrationState.DRAFT, RegistrationState.RECALLED))
    query = _entries(sent).order_by(Registration.number.desc()).limit(limit)
    if show == "open":
        query = query.where(Deal.stage.notin_(CLOSED))
    elif show in {stage.value for stage in Stage}:
        query = query.where(Deal.stage == Stage(show))
    elif show in {state.value for state in RegistrationState}:
        query = query.where(Registration.state == RegistrationState(show))
    if words:
        query = query.where(
            or_(
                *(
                    column.icontains(words, autoescape=True)
                    for column in (Registration.account_name, Registration.account_domain, Partner.name)
                )
            )
        )
    return [_entry(row, now) for row in session.execute(query)]


def counts(session: Session) -> dict[str, int]:
    """How many registrations wait for the vendor, and how many deals are open."""
    waiting = select(func.count()).where(
        Registration.state.in_((RegistrationState.SUBMITTED, RegistrationState.UNDER_REVIEW))
    )
    is_open = select(func.count()).where(Deal.stage.notin_(CLOSED))
    return {"waiting": session.scalar(waiting) or 0, "open": session.scalar(is_open) or 0}
