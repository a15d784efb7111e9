"""Mails to those who worked with the person, such as the one that tells of a new lead: what is kept of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from tcma.composing.models import Composition
from tcma.delivery import actions as delivery
from tcma.delivery.models import Message, MessageAttachment, Receipt, Step, StepContent
from tcma.partners.models import Person
from tcma.rights.queries import Who
from tcma.rights.rules.needles import GONE

THEIR_WORDS = ("lead", "reply", "stranger")
"""Origins of mails that tell what the person wrote: nothing of them stays, whatever it was."""


def clean_mails(session: Session, who: Who, *, now: datetime) -> int:
    """Take the person's names out of single mails; one that has not left is cancelled. Returns how many.

    Mails of kits name nobody: what is personal in them is filled in for each recipient. At one partner, those
    that went to its people.
    """
    if not who.needles.sure:
        return 0
    patterns = literal([f"%{_plain(one)}%" for one in sorted(who.needles.sure)], ARRAY(Text))
    named = func.concat_ws("\n", Composition.subject, Composition.html, Composition.text).ilike(func.any(patterns))
    rows = (
        select(Composition, Step.id, Step.origin).join(StepContent, StepContent.composition_id == Composition.id)
        .join(Step, Step.id == StepContent.step_id).where(Composition.version_id.is_(None), named)
    )  # fmt: skip
    if who.partner_id:
        to_its_people = (
            select(Message.step_id).join(Person, Person.email == Message.addr_key)
            .where(Person.partner_id == who.partner_id)
        )  # fmt: skip
        rows = rows.where(or_(Composition.partner_id == who.partner_id, Step.id.in_(to_its_people)))
    found = session.execute(rows).all()
    steps = [step_id for _, step_id, _ in found]
    delivery.cancel(session, steps, reason="erased", now=now)
    for composition, _, origin in found:
        for name in ("subject", "html", "text"):
            left = GONE if origin in THEIR_WORDS else who.needles.out_of(getattr(composition, name), about=True)
            setattr(composition, name, left)
    # The file of an answer that was passed on is the person's own mail.
    of_steps = select(Message.id).where(Message.step_id.in_(steps))
    session.execute(delete(MessageAttachment).where(MessageAttachment.message_id.in_(of_steps))
                    .execution_options(synchronize_session=False))
    _clean_receipts(session, steps)
    return len({composition.id for composition, *_ in found})


def _clean_receipts(session: Session, step_ids: Sequence[UUID]) -> None:
    """SES repeats a mail's subject in whatever it tells of it; nothing of the headers is needed."""
    step = Receipt.body["mail"]["tags"]["step"][0].astext
    without: ColumnElement[Any] = Receipt.body.expression
    for name in ("headers", "commonHeaders"):
        without = without.op("#-")(literal(["mail", name], ARRAY(Text)))
    session.execute(
        update(Receipt).where(step.in_([str(one) for one in step_ids])).values(body=without)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _plain(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
