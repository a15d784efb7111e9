"""What a kit takes for an answer, and what people did with it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Leads, leads_from_json
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import ResponseKind


def answers_to(session: Session, version_id: UUID) -> Leads | None:
    """What the version says; None where it says nothing."""
    return leads_from_json(session.get_one(KitVersion, version_id).content.get("leads"))


def unscored(session: Session, launch_id: UUID) -> set[tuple[UUID, UUID, UUID]]:
    """(partner, kit, contact) of those who did something there, and did not become leads by points yet."""
    touched = select(Touch.partner_id, Touch.kit_id, Touch.contact_id).where(
        Touch.launch_id == launch_id, Touch.counts, Touch.contact_id.is_not(None)
    )
    done = (
        select(Response.partner_id, Response.kit_id, Response.contact_id)
        .where(Response.launch_id == launch_id, Response.kind == ResponseKind.SCORE)
    )  # fmt: skip
    return {(partner, kit, who) for partner, kit, who in session.execute(touched.distinct()) if who} - {
        (partner, kit, who) for partner, kit, who in session.execute(done)
    }


def touches_with(
    session: Session, partner_id: UUID, kit_id: UUID, contact_ids: Collection[UUID], since: datetime
) -> dict[UUID, list[Touch]]:
    """What each of them did with a kit since then and counts, the oldest first."""
    rows = session.scalars(
        select(Touch)
        .where(Touch.partner_id == partner_id, Touch.kit_id == kit_id, Touch.contact_id.in_(contact_ids), Touch.counts,
               Touch.at >= since)
        .order_by(Touch.at, Touch.id)
    )  # fmt: skip
    found: dict[UUID, list[Touch]] = defaultdict(list)
    for touch in rows:
        if touch.contact_id is not None:
            found[touch.contact_id].append(touch)
    return found
