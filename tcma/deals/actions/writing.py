"""The thread of a registration: what both sides write to each other."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.roles import Actor
from tcma.deals.models import DealMessage, Registration

LONGEST = 2000


def write(session: Session, registration: Registration, actor: Actor, kind: str, body: str, now: datetime) -> None:
    """One message: question, answer, appeal, extension or news."""
    session.add(
        DealMessage(
            id=new_id(), registration_id=registration.id, partner_id=registration.partner_id,
            side="vendor" if actor.partner_id is None else "partner", kind=kind, author_id=actor.person_id,
            body=body.strip()[:LONGEST], at=now,
        )
    )  # fmt: skip
    session.flush()
