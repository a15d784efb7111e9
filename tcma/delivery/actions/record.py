"""Recording: what the answer said, or that there was none."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import Select, Text, Update, Uuid, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from tcma.base import sets
from tcma.delivery.actions.again import unless_out
from tcma.delivery.actions.claim import in_seconds
from tcma.delivery.models import Attempt, Message
from tcma.delivery.ports import Answer
from tcma.delivery.rules import OPEN, MessageState, Outcome, back_off

_STATES = {
    Outcome.ACCEPTED: MessageState.ACCEPTED,
    Outcome.RETURNED: MessageState.QUEUED,
    Outcome.UNKNOWN: MessageState.UNCONFIRMED,
}
# An answer may come after the reaper gave up on it: then the evidence wins.
_EVIDENCE = (Outcome.ACCEPTED, Outcome.REFUSED)


_LONGEST_BACK_OFF = 6  # tries, from which on the wait stays the same


def record(session: Session, answers: Mapping[UUID, Answer], *, now: datetime) -> None:
    """Write what became of each attempt, and move its message: two statements for all of them. Safe to run twice."""
    session.execute(_owners(), {"attempts": sets.lines(answers)})
    rows = sets.document(
        {"attempt_id": attempt_id, "outcome": answer.outcome, "ses_message_id": answer.ses_message_id,
         "detail": answer.detail} for attempt_id, answer in answers.items()
    )  # fmt: skip
    session.execute(_moved(), {"answers": rows, "now": now}, execution_options={"synchronize_session": False})


@cache
def _owners() -> Select[UUID]:
    """Locks the messages of the `attempts`."""
    owners = select(Attempt.message_id).where(Attempt.id == func.any(sets.uuids_as("attempts")))
    return select(Message.id).where(Message.id.in_(owners)).order_by(Message.id).with_for_update()


@cache
def _moved() -> Update:
    """Ends attempts as the `answers` say, and moves their messages."""
    given = sets.given_as(
        "answers", {"attempt_id": Uuid(), "outcome": Text(), "ses_message_id": Text(), "detail": Text()}
    )
    ended = (
        update(Attempt)
        .where(Attempt.id == given.c.attempt_id,
               or_(Attempt.outcome.is_(None), (Attempt.outcome == Outcome.UNKNOWN) & given.c.outcome.in_(_EVIDENCE)))
        .values(outcome=given.c.outcome, ses_message_id=given.c.ses_message_id, detail=func.left(given.c.detail, 500),
                ended_at=func.clock_timestamp())
        .returning(Attempt.id, Attempt.message_id, given.c.outcome, given.c.detail).cte("ended")
    )
    returned = ended.c.outcome == Outcome.RETURNED
    wait = case({tries: back_off(tries) for tries in range(_LONGEST_BACK_OFF)}, value=Message.tries,
                else_=back_off(_LONGEST_BACK_OFF))
    return (
        update(Message)
        # Queued: to be sent again, unless this beats it.
        .where(Message.id == ended.c.message_id, Message.state.in_((*OPEN, MessageState.UNCONFIRMED)))
        .values(
            state=case(*((ended.c.outcome == outcome, state) for outcome, state in _STATES.items()),
                       else_=unless_out(MessageState.FAILED, but=ended.c.id)),
            claim_id=None, lease_until=None, changed_at=bindparam("now"),
            reason=case((ended.c.outcome == Outcome.ACCEPTED, ""), else_=func.left(ended.c.detail, 200)),
            not_before=case((returned, in_seconds(wait)), else_=Message.not_before),
        )
    )
