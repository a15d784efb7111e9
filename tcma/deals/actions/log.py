"""Every step of a registration goes through here: checked, done, and written into the chained log."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.traits import keep_deals
from tcma.deals.models import Deal, DealLog, Registration
from tcma.deals.queries import get, log_row
from tcma.deals.rules import GENESIS, RegistrationState, Stage, check_registration, check_stage, link

Lock = Callable[[Session, str], None]


@dataclass(frozen=True)
class Why:
    """What made a step happen. No actor: a rule did it by itself."""

    at: datetime
    actor: Actor | None = None
    rule: str = ""
    reason: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)

    @property
    def side(self) -> str:
        if self.actor is None:
            return "system"
        return "vendor" if self.actor.partner_id is None else "partner"


def lock_account(session: Session, domain: str) -> None:
    """Until the end of the transaction nobody else decides anything about this account."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"deal account {domain}"})


def hold(session: Session, registration_id: UUID, actor: Actor) -> Registration:
    """The registration, its row locked; NotFound for another partner's."""
    query = select(Registration).where(Registration.id == registration_id).with_for_update()
    if actor.partner_id is not None:
        query = query.where(Registration.partner_id == actor.partner_id)
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    # What a partner has not sent yet is nobody else's to see.
    unseen = (RegistrationState.DRAFT, RegistrationState.RECALLED)
    if found is None or (actor.partner_id is None and found.state in unseen):
        raise NotFound
    return found


def hold_account(session: Session, registration_id: UUID, actor: Actor, lock: Lock) -> Registration:
    """The registration with its account: nobody else decides about this account until the transaction ends.

    The account first, then the row: in this order two of us can't wait for each other.
    """
    domain = get(session, registration_id, partner_id=actor.partner_id).account_domain
    lock(session, domain)
    registration = hold(session, registration_id, actor)
    if registration.account_domain != domain:
        raise Refusal(N_("This registration has moved on since you opened it. Look at it again."))
    return registration


def begin(session: Session, registration: Registration, why: Why) -> None:
    """The first row of the log: a draft came to be."""
    _append(session, registration, "", registration.state.value, why)


def move(session: Session, registration: Registration, after: RegistrationState, why: Why) -> None:
    """Take the registration to `after`, or refuse."""
    before = registration.state
    check_registration(before, after)
    registration.state = after
    _append(session, registration, before.value, after.value, why)
    keep_deals(session, [registration.contact_id])


def note(session: Session, registration: Registration, why: Why) -> None:
    """Another rule applies now; the state stays."""
    _append(session, registration, registration.state.value, registration.state.value, why)


def move_deal(session: Session, registration: Registration, deal: Deal, after: Stage, why: Why) -> None:
    """Take the deal to another stage, or refuse."""
    before = deal.stage
    check_stage(before, after)
    deal.stage = after
    _append(session, registration, before.value, after.value, why)
    keep_deals(session, [registration.contact_id])


def close(session: Session, registration: Registration, deal: Deal, why: Why) -> None:
    """Both expire in one step, or refuse; the row tells how far the deal was."""
    before = deal.stage
    check_registration(registration.state, RegistrationState.EXPIRED)
    check_stage(before, Stage.EXPIRED)
    registration.state, deal.stage = RegistrationState.EXPIRED, Stage.EXPIRED
    _append(session, registration, before.value, RegistrationState.EXPIRED.value, why)
    keep_deals(session, [registration.contact_id])


def _append(session: Session, registration: Registration, before: str, after: str, why: Why) -> None:
    session.flush()
    newest = session.execute(
        select(DealLog.position, DealLog.hash)
        .where(DealLog.registration_id == registration.id)
        .order_by(DealLog.position.desc())
        .limit(1)
    ).one_or_none()
    row = DealLog(
        id=new_id(),
        registration_id=registration.id,
        partner_id=registration.partner_id,
        position=newest.position + 1 if newest else 1,
        at=why.at,
        actor_id=why.actor.person_id if why.actor else None,
        actor_side=why.side,
        before=before,
        after=after,
        rule=why.rule,
        inputs=why.inputs,
        reason=why.reason,
        previous_hash=newest.hash if newest else GENESIS,
        hash="",
    )
    row.hash = link(log_row(row), row.previous_hash)
    session.add(row)
    session.flush()
