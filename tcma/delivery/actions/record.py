"""Recording: what the answer said, or that there was none."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.delivery.actions.claim import in_seconds
from tcma.delivery.actions.locks import locked
from tcma.delivery.models import Attempt, Message
from tcma.delivery.ports import Answer
from tcma.delivery.rules import OPEN, MessageState, Outcome, back_off

_STATES = {
    Outcome.ACCEPTED: MessageState.ACCEPTED,
    Outcome.REFUSED: MessageState.FAILED,
    Outcome.RETURNED: MessageState.QUEUED,
    Outcome.UNKNOWN: MessageState.UNCONFIRMED,
}
# An answer may come after the reaper gave up on it: then the evidence wins.
_BEATEN = {Outcome.ACCEPTED: (None, Outcome.UNKNOWN), Outcome.REFUSED: (None, Outcome.UNKNOWN)}


def record(session: Session, answers: Mapping[UUID, Answer], *, now: datetime) -> None:
    """Write what became of each attempt, and move its message. Safe to run twice."""
    owners = session.execute(select(Attempt.id, Attempt.message_id).where(Attempt.id.in_(answers)))
    messages, attempts = locked(session, dict(owners.all()))
    for attempt_id, answer in answers.items():
        attempt = attempts[attempt_id]
        if attempt.outcome not in _BEATEN.get(answer.outcome, (None,)):
            continue
        attempt.outcome = answer.outcome
        attempt.ses_message_id = answer.ses_message_id
        attempt.detail = answer.detail[:500]
        attempt.ended_at = func.clock_timestamp()
        _move(messages[attempt.message_id], answer, now)
    session.flush()


def _move(message: Message, answer: Answer, now: datetime) -> None:
    if message.state not in (*OPEN, MessageState.UNCONFIRMED):  # queued: to be sent again, unless this beats it
        return
    message.state, message.claim_id, message.lease_until = _STATES[answer.outcome], None, None
    message.changed_at = now
    message.reason = "" if answer.outcome is Outcome.ACCEPTED else answer.detail[:200]
    if answer.outcome is Outcome.RETURNED:
        message.not_before = in_seconds(back_off(message.tries))
