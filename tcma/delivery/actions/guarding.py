"""The guard: a partner whose readers object too often is held, before everyone's sending suffers. A person lifts it."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.delivery.actions.steps import hold, release
from tcma.delivery.models import GuardHold, Step
from tcma.delivery.queries.guard import figures, guardable, open_hold
from tcma.delivery.rules.deciding import checked_reason
from tcma.delivery.rules.guard import GUARDED
from tcma.partners.models import Partner

READERS_OBJECTED = "readers objected"
"""The fact that readers of a partner (its subject) bounced for good or complained."""

log = structlog.get_logger(__name__)


class NotHeld(Refusal):
    """There is no hold to lift."""


def watch(session: Session, partner_id: UUID, *, now: datetime) -> GuardHold | None:
    """Hold the partner's mails to many if too many objected. Returns the new hold, None if there is none to make.

    Under the partner's row: whoever schedules or releases holds it shared, so no step slips through.
    """
    if _locked(session, partner_id) is None or open_hold(session, partner_id) is not None:
        return None
    found = figures(session, partner_id)
    if not found.held:
        return None
    made = GuardHold(partner_id=partner_id, cause=found.held[0], sent=found.sent, bounced=found.bounced,
                       complained=found.complained, at=now)  # fmt: skip
    session.add(made)
    session.flush()
    held = hold(session, _steps(session, partner_id, Step.held_at.is_(None)), reason=GUARDED, now=now)
    log.error("partner held", partner=str(partner_id), cause=made.cause, sent=found.sent, bounced=found.bounced,
              complained=found.complained, steps=held)  # fmt: skip
    return made


def lift(session: Session, partner_id: UUID, *, actor: Actor, reason: str, now: datetime) -> None:
    """The vendor lets the partner send on; what is counted begins anew. Raises NotFound, NotHeld, Invalid."""
    why = checked_reason(reason)
    if _locked(session, partner_id) is None:
        raise NotFound
    found = open_hold(session, partner_id)
    if found is None:
        raise NotHeld(N_("This partner is not held."))
    found.lifted_at, found.lifted_by, found.lifted_reason = now, actor.person_id, why
    session.flush()
    release(session, _steps(session, partner_id, Step.held_reason == GUARDED))


def _locked(session: Session, partner_id: UUID) -> UUID | None:
    return session.scalar(select(Partner.id).where(Partner.id == partner_id).with_for_update(key_share=True))


def _steps(session: Session, partner_id: UUID, *which: ColumnElement[bool]) -> list[UUID]:
    """Steps of the partner that the guard is for and that are not over."""
    open_ones = select(Step.id).where(
        Step.partner_id == partner_id, guardable(), Step.cancelled_at.is_(None), Step.finished_at.is_(None), *which
    )
    return list(session.scalars(open_ones))
