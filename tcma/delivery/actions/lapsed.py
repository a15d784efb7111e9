"""A ground that ends by itself may end between the planning of a mail and its beginning: a pause lies between them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.queries import standing
from tcma.audiences.rules.consent import MONTHS
from tcma.audiences.rules.left_out import NO_CONSENT
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState


def lapsed(session: Session, step: Step, claim_id: UUID, *, now: datetime) -> dict[str, str]:
    """{address key: reason} of those of a claim who are mailed on such a ground, and whom nothing permits any more.

    Every other ground ends by a no, which is a suppression.
    """
    if step.partner_id is None:
        return {}
    rows = session.execute(
        select(Message.contact_id, Message.addr_key).where(
            Message.claim_id == claim_id, Message.state == MessageState.CLAIMED, Message.contact_id.is_not(None),
            Message.values["basis"].astext.in_([basis.value for basis in MONTHS]),
        )
    )  # fmt: skip
    found = {contact_id: key for contact_id, key in rows if contact_id is not None}
    if not found:
        return {}
    stands = standing(session, partner_id=step.partner_id, contact_ids=list(found), now=now)
    return {key: NO_CONSENT for one, key in found.items() if stands[one].reason == NO_CONSENT}
