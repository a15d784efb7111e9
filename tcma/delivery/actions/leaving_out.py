"""What a person did since it was planned speaks against a mail that has not begun: it is left out, and counted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tcma.base.sets import uuids
from tcma.delivery.actions.again import unless_out
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState


def leave_out(
    session: Session, step_id: UUID, contact_ids: Sequence[UUID], *, reason: str, now: datetime
) -> int:
    """Skip what of a step is still to go to these people, as if it had not been planned for them. Returns how many.

    What has begun is out, and stays as it is.
    """
    ours = (Message.step_id == step_id, Message.state.in_((MessageState.QUEUED, MessageState.CLAIMED)),
            Message.contact_id == func.any(uuids(contact_ids)))  # fmt: skip
    ids = session.scalars(select(Message.id).where(*ours).order_by(Message.id).with_for_update()).all()
    if not ids:
        return 0
    left = (
        update(Message).where(Message.id.in_(ids), *ours)
        .values(state=unless_out(MessageState.SKIPPED), reason=reason, claim_id=None, lease_until=None, changed_at=now)
        .returning(Message.id)
    )
    return len(session.scalars(left).all())
