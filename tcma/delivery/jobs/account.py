"""What answers say of the account: slower, or stop; and looking whether a stop is over."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery import actions
from tcma.delivery.models import SendingHold
from tcma.delivery.ports import Answer, Batch, Later, Mailer, Pace
from tcma.delivery.queries import holds_to_look_at, partner_of_attempt
from tcma.delivery.rules import Outcome
from tcma.delivery.rules.holds import FAILURES, HoldReason, is_over
from tcma.senders.actions import forget_tenant
from tcma.senders.actions.warming import end_warm_up
from tcma.senders.queries import identity_of, tenant_of
from tcma.senders.queries.warming import warming
from tcma.senders.rules.arns import arn_of
from tcma.senders.rules.warming import is_grown

log = structlog.get_logger(__name__)


def in_its_tenant(session: Session, begun: actions.Begun, batch: Batch, settings: Settings) -> Batch:
    """The batch in its partner's tenant, if that may use the sender's domain already; else the account's own."""
    partner_id = begun.step.partner_id
    if not settings.ses_tenants or partner_id is None:
        return batch
    identity = identity_of(session, batch.sender)
    arn = arn_of("identity", identity, region=settings.aws_region, account=settings.sns_account_id or "")
    return replace(batch, tenant=tenant_of(session, partner_id, arn=arn))


def heed(batch: Batch, answers: Mapping[UUID, Answer], pace: Pace) -> None:
    """Slow down after a hurry; hold the account, or the partner, for what no mail can help. Alarms once."""
    if any(answer.outcome is Outcome.RETURNED and answer.hold is None for answer in answers.values()):
        pace.slow_down()
    silent = all(answer.outcome is Outcome.UNKNOWN or answer.hold is HoldReason.AWAY for answer in answers.values())
    if not silent:
        pace.answered()
    holds = {answer.hold: answer.detail for answer in answers.values() if answer.hold is not None}
    away = holds.pop(HoldReason.AWAY, "")
    if silent and pace.unanswered() >= FAILURES:
        holds[HoldReason.AWAY] = away or next(iter(answers.values())).detail
    for reason, detail in holds.items():
        _hold(batch, reason, detail)


def _hold(batch: Batch, reason: HoldReason, detail: str) -> None:
    with_tenant = reason is HoldReason.CONFIGURATION and batch.tenant != ""
    stopped = reason is HoldReason.PAUSED and _only_the_tenant(batch.tenant)
    only = reason is HoldReason.SENDER or with_tenant or stopped
    with transaction() as session:
        subject = ""
        if only:
            subject = identity_of(session, batch.sender) if reason is HoldReason.SENDER else batch.tenant
        partner_id = partner_of_attempt(session, batch.entries[0].attempt_id) if only else None
        if with_tenant and partner_id is not None:
            forget_tenant(session, partner_id)  # SES has it otherwise than we know: it is made anew
        news = actions.hold_sending(session, reason=reason, detail=detail, partner_id=partner_id, subject=subject)
    if news:
        log.error("sending is held", reason=reason, partner=str(partner_id or ""), detail=detail)


def _only_the_tenant(tenant: str) -> bool:
    """SES has one word for both: the account is asked, and if it may send, it is this tenant that may not."""
    if not tenant:
        return False
    try:
        return use(Mailer).standing().sends
    except Later:
        return False


def watch_holds() -> None:
    """Let go what is over. Nobody's mail is the test: the account is asked. One process at a time is enough."""
    with transaction() as session:
        holds = holds_to_look_at(session)
    for hold in holds:
        over = _over(hold)
        with transaction() as session:
            if over:
                actions.end_hold(session, hold.id)
            else:
                actions.look_later(session, hold.id)
        if over:
            log.warning("sending goes on", reason=hold.reason, partner=str(hold.partner_id or ""))


def _over(hold: SendingHold) -> bool:
    mailer = use(Mailer)
    try:
        if hold.reason is HoldReason.SENDER:
            return mailer.verified(hold.subject)
        if hold.reason is HoldReason.PAUSED and hold.subject:
            return mailer.tenant_sends(hold.subject)
        return is_over(hold.reason, mailer.standing())
    except Later:
        return False


def watch_warm_ups(_always: str = "") -> None:
    """Those that have grown are over: the account allows less than they might send, or it is enough for anybody."""
    with transaction() as session:
        found = warming(session, now=clock.now(session))
    try:
        quota = use(Mailer).standing().day_quota
    except Later:
        return
    for one in found:
        if is_grown(one.ramp.limit, quota):
            with transaction() as session, suppress(NotFound):  # somebody else ended it
                end_warm_up(session, one.domain, reason="grown", now=clock.now(session))
            log.info("a sender has grown", domain=one.domain, limit=one.ramp.limit)


def due_warm_ups(session: Session) -> list[str]:
    """For the beat: one job while a domain is warming up."""
    return [""] if warming(session, now=clock.now(session)) else []


def go_on(_warm_up_id: str) -> None:
    """A domain needs no warming up any more: what waits for another day of it leaves. Safe to run twice."""
    with transaction() as session:
        actions.go_on(session)


def due_holds(session: Session) -> list[str]:
    """For the beat: one job while something may be over."""
    return [""] if holds_to_look_at(session) else []
