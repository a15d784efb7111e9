"""A form that was sent: the contact, what they asked for and its owner; or held for a look."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions import contact_from_form
from tcma.audiences.rules.proof import NO_PROOF, Proof
from tcma.tracking.actions.responses import record_response
from tcma.tracking.models import HeldAnswer, Response
from tcma.tracking.queries.answers import same_answer
from tcma.tracking.queries.held import held_answer
from tcma.tracking.rules.touches import OF_MEANING

SAME = timedelta(days=1)
"""Who sends the very same words again within it has sent them once."""
OF_CONTACT = ("first_name", "last_name", "company", "title", "phone")


@dataclass(frozen=True)
class Sent:
    """What was sent, from which page. `answers` holds all fields but the address; `agreed`: they may be written to,
    by the words of `wording`; `proven`: a mail to this very address led here; `office_id`: whose brand it wore."""

    partner_id: UUID
    asset_id: UUID
    launch_id: UUID | None
    language: str
    meaning: str
    email: str
    answers: Mapping[str, str]
    agreed: bool = False
    wording: str = ""
    proven: bool = False
    proof: Proof = field(default=NO_PROOF)
    message_id: UUID | None = None
    link_id: UUID | None = None
    variant: str = ""
    office_id: UUID | None = None


def take_answer(session: Session, sent: Sent, *, number: UUID, now: datetime) -> Response:
    """The contact, the response and its owner. The same form twice is once, and the same words within a day too."""
    contact = contact_from_form(
        session, partner_id=sent.partner_id, email=sent.email,
        fields={**{name: sent.answers.get(name, "") for name in OF_CONTACT}, "language": sent.language},
        consent=sent.agreed, wording=sent.wording, proven=sent.proven, proof=sent.proof,
        office_id=sent.office_id, now=now,
    )  # fmt: skip
    kind = OF_MEANING[sent.meaning]
    said = {name: text for name, text in sent.answers.items() if name not in OF_CONTACT or name == "phone"}
    same = same_answer(
        session, contact_id=contact.id, kind=kind, asset_id=sent.asset_id, launch_id=sent.launch_id, answers=said,
        since=now - SAME,
    )  # fmt: skip
    return same or record_response(
        session, partner_id=sent.partner_id, contact_id=contact.id, kind=kind, asset_id=sent.asset_id,
        launch_id=sent.launch_id, language=sent.language, answers=said, message_id=sent.message_id,
        link_id=sent.link_id, variant=sent.variant, key=f"form:{number}", now=now,
    )  # fmt: skip


def hold_answer(session: Session, sent: Sent, *, number: UUID, why: str, now: datetime) -> None:
    """Keep it until somebody has looked. Nobody is written to, and nothing counts, before that. Twice is once, and the
    same words from the same address too."""
    waits = select(HeldAnswer.id).where(
        HeldAnswer.partner_id == sent.partner_id, HeldAnswer.asset_id == sent.asset_id, HeldAnswer.email == sent.email,
        HeldAnswer.answers == dict(sent.answers), HeldAnswer.taken.is_(None),
    )  # fmt: skip
    if session.scalar(waits.limit(1)) is not None:
        return
    session.execute(
        insert(HeldAnswer)
        .values(
            id=number, at=now, partner_id=sent.partner_id, asset_id=sent.asset_id, launch_id=sent.launch_id,
            message_id=sent.message_id, link_id=sent.link_id, language=sent.language, variant=sent.variant,
            meaning=sent.meaning, email=sent.email, answers=dict(sent.answers), agreed=sent.agreed,
            wording=sent.wording, why=why, office_id=sent.office_id,
        )
        .on_conflict_do_nothing(index_elements=["id"])
    )  # fmt: skip


def look_at(
    session: Session, held_id: UUID, *, partner_id: UUID, person_id: UUID, genuine: bool, now: datetime
) -> Response | None:
    """A person's answer is taken as if it had come in now; a robot's goes. Deciding twice changes nothing.

    A box that was ticked is confirmed by mail in any case: nobody has proven yet whose address it is.
    """
    held = held_answer(session, partner_id, held_id)
    if held.taken is not None:
        return None
    held.taken, held.looked_at, held.looked_by = genuine, now, person_id
    session.flush()
    if not genuine:
        return None
    sent = Sent(
        partner_id=partner_id, asset_id=held.asset_id, launch_id=held.launch_id, language=held.language,
        meaning=held.meaning, email=held.email, answers=dict(held.answers), agreed=held.agreed, wording=held.wording,
        message_id=held.message_id, link_id=held.link_id, variant=held.variant, office_id=held.office_id,
    )  # fmt: skip
    return take_answer(session, sent, number=held.id, now=now)


def forget_held(session: Session, *, before: datetime, limit: int) -> int:
    """Delete at most so many answers held before a time, looked at or not. Returns how many."""
    old = select(HeldAnswer.id).where(HeldAnswer.at < before).limit(limit)
    return len(session.scalars(delete(HeldAnswer).where(HeldAnswer.id.in_(old)).returning(HeldAnswer.id)).all())
