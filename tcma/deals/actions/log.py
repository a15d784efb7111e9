"""Every step of a registration goes through here: checked, done, and written into the chained log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import NotFound, Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor, Program
from tcma.base.words import N_
from tcma.deals.actions.names import DEAL_STEPPED
from tcma.deals.actions.traits import keep_deals
from tcma.deals.models import Deal, DealLog, Registration
from tcma.deals.queries import claim_of, desk, get, identities, log_row
from tcma.deals.rules import (
    CLOSED,
    GENESIS,
    RegistrationState,
    Stage,
    answer_due,
    check_registration,
    check_stage,
    link,
    next_reminder,
)

Lock = Callable[[Session, Sequence[str]], None]
CRM = "crm"
"""The side of a step that the vendor's CRM took; what it acted on stands in the row's `inputs` under this name."""


@dataclass(frozen=True)
class Why:
    """What made a step happen. No actor: a rule did it by itself."""

    at: datetime
    actor: Actor | None = None
    rule: str = ""
    reason: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)

    @property
    def seen(self) -> dict[str, Any]:
        """The inputs, with the record behind a step of a program."""
        record = {CRM: self.actor.record} if isinstance(self.actor, Program) else {}
        return {**self.inputs, **record}

    @property
    def side(self) -> str:
        if self.actor is None:
            return "system"
        if isinstance(self.actor, Program):
            return CRM
        return "vendor" if self.actor.partner_id is None else "partner"


def lock_account(session: Session, identities: Sequence[str]) -> None:
    """Until the end of the transaction nobody else decides anything about an account that one of these names."""
    _lock(session, [f"deal {one}" for one in sorted(identities)])


def lock_accounts(session: Session, accounts: Sequence[UUID]) -> None:
    """The accounts themselves: always after what names them, so that two of us can't wait for each other."""
    _lock(session, [f"deal account {one}" for one in sorted(accounts)])


def _lock(session: Session, keys: list[str]) -> None:
    each = text("SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(CAST(:keys AS text[])) AS key")
    session.execute(each, {"keys": keys})


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


def hold_any(session: Session, registration_id: UUID) -> Registration:
    """Whosever it is, its row locked: for what happens by itself."""
    return session.get_one(Registration, registration_id, with_for_update=True, populate_existing=True)


def hold_account(session: Session, registration_id: UUID, actor: Actor, lock: Lock) -> Registration:
    """The registration with its account: nobody else decides about this account until the transaction ends.

    The account first, then the row: in this order two of us can't wait for each other.
    """
    found = get(session, registration_id, partner_id=actor.partner_id)
    before = identities(claim_of(found))
    lock(session, before)
    lock_accounts(session, found.accounts)
    known = list(found.accounts)
    registration = hold(session, registration_id, actor)
    if identities(claim_of(registration)) != before or registration.accounts != known:
        raise Refusal(N_("This registration has moved on since you opened it. Look at it again."))
    return registration


def begin(session: Session, registration: Registration, why: Why) -> None:
    """The first row of the log: a draft came to be."""
    _append(session, registration, "", registration.state.value, why)


def move(
    session: Session, registration: Registration, after: RegistrationState, why: Why, *, appeal: bool = False
) -> None:
    """Take the registration to `after`, or refuse. The vendor's clock runs while it is being looked at."""
    before = registration.state
    check_registration(before, after, appeal=appeal)
    registration.state = after
    run_clock(session, registration, why.at if after is RegistrationState.UNDER_REVIEW else None)
    _append(session, registration, before.value, after.value, why)
    keep_deals(session, [registration.contact_id])


def run_clock(session: Session, registration: Registration, since: datetime | None) -> None:
    """From a moment on the partner waits for the vendor; None: no longer."""
    registration.waiting_since, registration.answer_due_at, registration.escalate_at = since, None, None
    if since is not None:
        works = desk(session)
        registration.answer_due_at = answer_due(since, works)
        following = next_reminder(since, works, since)
        registration.escalate_at = following[1] if following else None


def keep_clock(session: Session, registration: Registration, deal: Deal) -> None:
    """The clock of an approved deal: it runs from the first thing that the partner still waits for, or not at all.

    So what is asked for later delays nothing that was promised before, and an answer to one leaves the other's time.
    """
    waited = (registration.extension_asked_at, deal.review_since if deal.stage not in _EARNS_NOTHING else None)
    since = min((one for one in waited if one is not None), default=None)
    if since != registration.waiting_since:
        run_clock(session, registration, since)


_EARNS_NOTHING = frozenset(CLOSED) - {Stage.WON}


def note(session: Session, registration: Registration, why: Why, deal: Deal | None = None) -> None:
    """Something was said or changed; it stands where it stood, and so does its deal."""
    moved = deal is not None and deal.stage is not Stage.DISCOVERY
    stands = deal.stage.value if deal is not None and moved else registration.state.value
    _append(session, registration, stands, stands, why)


def move_deal(
    session: Session, registration: Registration, deal: Deal, after: Stage, why: Why, *, reopened: bool = False,
    freely: bool = False,
) -> None:  # fmt: skip
    """Take the deal to another stage, or refuse. `reopened`: a won one, whose order is off; `freely`: by the CRM."""
    before = deal.stage
    check_stage(before, after, reopened=reopened, freely=freely)
    deal.stage = after
    _append(session, registration, before.value, after.value, why)
    keep_deals(session, [registration.contact_id])


def close(session: Session, registration: Registration, deal: Deal, after: RegistrationState, why: Why) -> None:
    """Both end in one step (ENDS), or refuse; the row tells how far the deal was."""
    before = deal.stage
    check_registration(registration.state, after)
    check_stage(before, Stage(after.value))
    registration.state, deal.stage = after, Stage(after.value)
    deal.closed_at, registration.protection_due_at, registration.extension_asked_at = why.at, None, None
    run_clock(session, registration, None)
    _append(session, registration, before.value, after.value, why)
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
        actor_id=why.actor.person if why.actor else None,
        actor_side=why.side,
        before=before,
        after=after,
        rule=why.rule,
        inputs=why.seen,
        reason=why.reason,
        previous_hash=newest.hash if newest else GENESIS,
        hash="",
    )
    row.hash = link(log_row(row), row.previous_hash)
    session.add(row)
    session.flush()
    if before != after:
        record(session, DEAL_STEPPED, row.id)
