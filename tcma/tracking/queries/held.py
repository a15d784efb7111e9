"""Answers that are held for a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue.models import AssetRow
from tcma.tracking.models import HeldAnswer


@dataclass(frozen=True)
class Held:
    """An answer and the title of the page it was sent on."""

    answer: HeldAnswer
    page: str


def held_answers(session: Session, partner_id: UUID, *, limit: int = 100) -> Sequence[Held]:
    """Those of a partner that nobody has looked at yet, the oldest first."""
    rows = session.execute(
        select(HeldAnswer, AssetRow.title).join(AssetRow, AssetRow.id == HeldAnswer.asset_id)
        .where(HeldAnswer.partner_id == partner_id, HeldAnswer.taken.is_(None))
        .order_by(HeldAnswer.at, HeldAnswer.id).limit(limit)
    )  # fmt: skip
    return [Held(*row) for row in rows]


def held_count(session: Session, partner_id: UUID) -> int:
    """How many wait."""
    waiting = (HeldAnswer.partner_id == partner_id, HeldAnswer.taken.is_(None))
    return session.scalar(select(func.count(HeldAnswer.id)).where(*waiting)) or 0


def held_answer(session: Session, partner_id: UUID, held_id: UUID) -> HeldAnswer:
    """One of this partner's, locked. Raises NotFound."""
    found = session.scalar(
        select(HeldAnswer).where(HeldAnswer.id == held_id, HeldAnswer.partner_id == partner_id).with_for_update()
    )
    if found is None:
        raise NotFound
    return found
