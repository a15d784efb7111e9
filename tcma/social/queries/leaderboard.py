"""The leaderboard of one partner. Nobody else sees it, and nobody is named who did not want to be."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.social.models import ShareApproval, ShareLink, Sharer
from tcma.social.rules import Points
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import TouchKind


@dataclass(frozen=True)
class Place:
    """`name` is '' for one who is not named. Equal points share a rank."""

    sharer_id: UUID
    rank: int
    name: str
    points: Points


def leaderboard(session: Session, partner_id: UUID) -> list[Place]:
    """Those whose posts somebody followed, the most points first."""
    clicks = dict(
        session.execute(
            # The day's salt is in the hash: the same visitor is another one tomorrow.
            select(ShareLink.sharer_id, func.count(Touch.visitor.distinct()))
            .join(Touch, Touch.link_id == ShareLink.link_id)
            .where(ShareLink.partner_id == partner_id, Touch.kind == TouchKind.SHARE, Touch.counts)
            .group_by(ShareLink.sharer_id)
        ).all()
    )
    answers = dict(
        session.execute(
            select(ShareLink.sharer_id, func.count(Response.contact_id.distinct()))
            .join(Touch, Touch.link_id == ShareLink.link_id)
            .join(Response, Response.touch_id == Touch.id)
            .where(ShareLink.partner_id == partner_id, Touch.counts)
            .group_by(ShareLink.sharer_id)
        ).all()
    )
    approved = dict(
        session.execute(
            select(ShareApproval.sharer_id, func.count())
            .where(ShareApproval.partner_id == partner_id)
            .group_by(ShareApproval.sharer_id)
        ).all()
    )
    people = session.scalars(select(Sharer).where(Sharer.partner_id == partner_id)).all()
    earned = {one.id: Points(clicks.get(one.id, 0), answers.get(one.id, 0), approved.get(one.id, 0)) for one in people}
    with_points = [one for one in people if earned[one.id].total]
    with_points.sort(key=lambda one: (-earned[one.id].total, one.created_at, one.id))
    totals = [earned[one.id].total for one in with_points]
    return [
        Place(one.id, totals.index(earned[one.id].total) + 1, one.name if one.named else "", earned[one.id])
        for one in with_points
    ]
