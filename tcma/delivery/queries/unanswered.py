"""Mails that were handed over without an answer: who, which, since when, and what was decided."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from tcma.audiences.models import Contact
from tcma.base.keyed import PSEUDONYM
from tcma.catalogue.models import AssetRow
from tcma.composing.models import Composition
from tcma.delivery.models import Attempt, Decision, Message, Step, StepContent
from tcma.delivery.rules import MAY_BE_OUT, DecisionKind, MessageState, Outcome
from tcma.delivery.rules.deciding import WAIT, Cause, cause_of
from tcma.partners.models import Person

PAGE = 50


@dataclass(frozen=True)
class Unanswered:
    """One such mail with its last attempt. `headline`: what SES told of an earlier copy, if anything."""

    message: Message
    attempt: Attempt
    step: Step
    contact: Contact | None
    mail: str
    ripe: bool  # old enough to be decided about
    refused: bool  # a copy that was sent again; that says nothing about this one
    left: Decision | None  # somebody decided to leave it

    @property
    def cause(self) -> Cause:
        return cause_of(self.attempt.detail)

    @property
    def stopped(self) -> bool:
        """Its launch was stopped, or its reader erased: it can't be sent again."""
        return self.step.cancelled_at is not None or self.message.addr_key.startswith(PSEUDONYM)

    @property
    def again_at(self) -> datetime:
        """When it may be decided about, by the database's clock."""
        return self.attempt.begun_at + WAIT


@dataclass(frozen=True)
class Unanswereds:
    """One page of them, and how many there are in all."""

    rows: list[Unanswered]
    total: int
    page: int
    pages: int


def _left() -> ColumnElement[bool]:
    """Whether somebody decided to leave the attempt as it is."""
    return exists().where(Decision.attempt_id == Attempt.id, Decision.kind == DecisionKind.LEAVE)


def _open() -> tuple[ColumnElement[bool], ...]:
    """Unconfirmed messages with their last attempt that may be out."""
    later = aliased(Attempt)
    newer = exists().where(
        later.message_id == Attempt.message_id, later.outcome.in_(MAY_BE_OUT), later.begun_at > Attempt.begun_at
    )
    return (Message.state == MessageState.UNCONFIRMED, Attempt.message_id == Message.id,
            Attempt.outcome.in_(MAY_BE_OUT), ~newer)  # fmt: skip


def _of(partner_id: UUID | None) -> tuple[ColumnElement[bool], ...]:
    """Those of the partner, or of the vendor itself."""
    return (Message.partner_id.is_not_distinct_from(partner_id), *_open())


def _refused() -> ColumnElement[bool]:
    """Whether SES refused a copy of the message."""
    copy = aliased(Attempt)
    return exists().where(copy.message_id == Message.id, copy.outcome == Outcome.REFUSED)


def unanswered(session: Session, partner_id: UUID | None, *, page: int = 1) -> Unanswereds:
    """Those of a partner, or the vendor's own: first those that nobody has decided about, the oldest first."""
    which = _of(partner_id)
    counting = select(func.count()).select_from(Message).join(Attempt, Attempt.message_id == Message.id)
    total = session.scalar(counting.where(*which)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = session.execute(
        select(Message, Attempt, Step, Contact, _mail(), Attempt.begun_at < func.clock_timestamp() - WAIT, _refused())
        .join(Attempt, Attempt.message_id == Message.id).join(Step, Step.id == Message.step_id)
        .outerjoin(Contact, Contact.id == Message.contact_id).outerjoin(AssetRow, AssetRow.id == Step.asset_id)
        .where(*which).order_by(_left(), Attempt.begun_at, Message.id)
        .limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    left = _decisions(session, [row[1].id for row in rows])
    return Unanswereds([Unanswered(*row, left=left.get(row[1].id)) for row in rows], total, page, pages)


def _mail() -> ColumnElement[str]:
    """What a mail is called: the title of its asset, or its subject where it is of no kit."""
    subject = (
        select(func.min(Composition.subject)).join(StepContent, StepContent.composition_id == Composition.id)
        .where(StepContent.step_id == Step.id).scalar_subquery()
    )
    return func.coalesce(AssetRow.title, subject, "")


def _decisions(session: Session, attempt_ids: list[UUID]) -> Mapping[UUID, Decision]:
    """The last decision of each attempt, if it was to leave it."""
    rows = session.scalars(select(Decision).where(Decision.attempt_id.in_(attempt_ids)).order_by(Decision.at))
    last = {row.attempt_id: row for row in rows}
    return {attempt: row for attempt, row in last.items() if row.kind is DecisionKind.LEAVE}


def undecided(session: Session, partner_id: UUID) -> int:
    """How many wait for somebody of the partner to say what is done."""
    counting = select(func.count()).select_from(Message).join(Attempt, Attempt.message_id == Message.id)
    return session.scalar(counting.where(*_of(partner_id), ~_left())) or 0


def causes(session: Session) -> dict[UUID | None, Counter[Cause]]:
    """{partner, None for the vendor's own: how many without an answer, by why}. Nobody's address."""
    rows = (
        select(Message.partner_id, Attempt.detail, func.count())
        .join(Attempt, Attempt.message_id == Message.id).where(*_open())
        .group_by(Message.partner_id, Attempt.detail)
    )
    found: dict[UUID | None, Counter[Cause]] = {}
    for partner_id, detail, number in session.execute(rows):
        found.setdefault(partner_id, Counter())[cause_of(detail)] += number
    return found


@dataclass(frozen=True)
class Decided:
    """A decision: who made it, about which mail to whom, and how that mail stands now."""

    decision: Decision
    by: str | None
    message: Message
    mail: str


def decisions(session: Session, partner_id: UUID | None, *, limit: int = 30) -> list[Decided]:
    """What was decided last, the newest first."""
    rows = session.execute(
        select(Decision, Person.name, Message, _mail())
        .join(Message, Message.id == Decision.message_id).join(Step, Step.id == Message.step_id)
        .outerjoin(AssetRow, AssetRow.id == Step.asset_id).outerjoin(Person, Person.id == Decision.person_id)
        .where(Decision.partner_id.is_not_distinct_from(partner_id))
        .order_by(Decision.at.desc(), Decision.id.desc()).limit(limit)
    )
    return [Decided(*row) for row in rows]


