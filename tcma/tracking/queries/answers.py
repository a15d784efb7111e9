"""What was answered before: by this person, and in the same words by others."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.tracking.models import HeldAnswer, Response
from tcma.tracking.rules import ResponseKind
from tcma.tracking.rules.doubts import comparable

LOOKED_AT = 500  # answers of a day, for words that come again and again


def answered_before(session: Session, partner_id: UUID, contact_id: UUID) -> frozenset[str]:
    """The fields of forms that a person has answered at this partner."""
    pairs = func.jsonb_each_text(Response.answers).table_valued("key", "value")
    names = (
        select(pairs.c.key).select_from(Response).join(pairs, pairs.c.value != "")
        .where(Response.partner_id == partner_id, Response.contact_id == contact_id).distinct()
    )  # fmt: skip
    return frozenset(session.scalars(names))


def same_answer(
    session: Session, *, contact_id: UUID, kind: ResponseKind, asset_id: UUID, launch_id: UUID | None,
    answers: Mapping[str, str], since: datetime,
) -> Response | None:  # fmt: skip
    """What this person has sent already, word for word, on the same page."""
    return session.scalars(
        select(Response).where(
            Response.contact_id == contact_id, Response.kind == kind, Response.asset_id == asset_id,
            Response.launch_id.is_not_distinct_from(launch_id), Response.answers == dict(answers), Response.at > since,
        ).order_by(Response.at).limit(1)
    ).first()  # fmt: skip


def same_words(session: Session, *, partner_id: UUID, email: str, message: str, since: datetime) -> int:
    """How many others have sent this partner the same message, as answers or as held ones; 0 for a short one."""
    wanted = comparable(message)
    if not wanted:
        return 0
    taken = (
        select(Response.contact_id, Response.answers["message"].astext)
        .where(Response.partner_id == partner_id, Response.at > since).order_by(Response.at.desc()).limit(LOOKED_AT)
    )  # fmt: skip
    held = (
        select(HeldAnswer.email, HeldAnswer.answers["message"].astext)
        .where(HeldAnswer.partner_id == partner_id, HeldAnswer.at > since, HeldAnswer.email != email)
        .order_by(HeldAnswer.at.desc()).limit(LOOKED_AT)
    )  # fmt: skip
    said = [*session.execute(taken).all(), *session.execute(held).all()]
    return len({str(who) for who, words in said if words and comparable(words) == wanted})
