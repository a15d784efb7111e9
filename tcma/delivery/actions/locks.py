"""The order of locks, one for all of delivery, so that two transactions never wait for each other.

The step's row, the addresses (sorted by key), the messages (by id), their attempts (by id). Nobody
writes an attempt without the lock of its message.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from tcma.base.sets import uuids
from tcma.delivery.models import Attempt, Message
from tcma.delivery.rules import Outcome


def locked(
    session: Session, owners: Mapping[UUID, UUID]
) -> Sequence[Row[UUID, UUID, UUID | None, str, Outcome | None]]:
    """The messages and attempts of `owners` (attempt id -> message id), locked, as they are now.

    A row per attempt: its id, message_id, partner_id, addr_key (of the message), outcome.
    """
    mine = Message.id == func.any(uuids(owners.values()))
    session.execute(select(Message.id).where(mine).order_by(Message.id).with_for_update())
    return session.execute(
        select(Attempt.id, Attempt.message_id, Message.partner_id, Message.addr_key, Attempt.outcome)
        .join(Message, Message.id == Attempt.message_id)
        .where(Attempt.id == func.any(uuids(owners))).order_by(Attempt.id).with_for_update(of=Attempt)
    ).all()
