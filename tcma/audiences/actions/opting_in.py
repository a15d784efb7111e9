"""Double opt-in: a box that was ticked on a form counts once the person has confirmed it by mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from tcma.audiences.actions.suppression import opt_in
from tcma.audiences.models import Contact, OptIn
from tcma.audiences.rules.proof import ASK_AGAIN_AFTER, CONFIRM_WITHIN, LONGEST_AGENT, Proof
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Gone, NotFound
from tcma.base.words import N_

OPT_IN_ASKED = "opt-in asked"
"""Subject: the opt-in."""


def ask_to_confirm(
    session: Session, *, contact: Contact, source: str, wording: str, proof: Proof, now: datetime,
    office_id: UUID | None = None,
) -> None:  # fmt: skip
    """Keep that the box was ticked, and have a mail sent; nothing is permitted by it. Once a day for each contact."""
    lately = exists().where(OptIn.contact_id == contact.id, OptIn.asked_at > now - ASK_AGAIN_AFTER)
    if session.scalar(select(lately)):
        return
    asked = OptIn(
        id=new_id(), contact_id=contact.id, partner_id=contact.partner_id, source=source, wording=wording,
        wording_version=proof.version, language=proof.language, ip=proof.ip, agent=proof.agent[:LONGEST_AGENT],
        asked_at=now, expires_at=now + CONFIRM_WITHIN, office_id=office_id,
    )  # fmt: skip
    session.add(asked)
    session.flush()
    facts.record(session, OPT_IN_ASKED, asked.id)


def confirm(session: Session, opt_in_id: UUID, *, now: datetime) -> OptIn:
    """The person's own yes, proven by the mail. Twice is once. Raises NotFound, and Gone after seven days."""
    asked = session.get(OptIn, opt_in_id, with_for_update=True)
    if asked is None:
        raise NotFound
    if asked.confirmed_at is None:
        if asked.expires_at <= now:
            raise Gone(N_("This link worked for 7 days. To hear from them, fill in their form again."))
        asked.confirmed_at = now
        contact = session.get_one(Contact, asked.contact_id)
        proof = Proof(asked.wording_version, asked.language, asked.ip, asked.agent)
        opt_in(session, contact=contact, source=asked.source, wording=asked.wording, now=now, proof=proof,
               asked_at=asked.asked_at)  # fmt: skip
    session.flush()
    return asked


def forget_opt_ins(session: Session, *, before: datetime, limit: int) -> int:
    """Delete at most so many boxes ticked before a time: what was confirmed is a consent by now. Returns how many."""
    old = select(OptIn.id).where(OptIn.asked_at < before).limit(limit)
    return len(session.scalars(delete(OptIn).where(OptIn.id.in_(old)).returning(OptIn.id)).all())
