"""What partners do."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from tcma.deals.models import Registration
from tcma.launches.models import Launch
from tcma.launches.rules import LaunchState
from tcma.partners.models import Partner, Person, WebSession

ACTIVE_DAYS = 90


def active_partners(session: Session, until: datetime, region: str | None = None) -> tuple[int, int]:
    """(active, enrolled) at `until`: a registration, a launch or somebody in the portal in the 90 days before."""
    since = until - timedelta(days=ACTIVE_DAYS)
    enrolled: list[ColumnElement[bool]] = [
        Partner.joined_at < until,
        or_(Partner.deactivated_at.is_(None), Partner.deactivated_at >= until),
    ]
    if region is not None:
        enrolled.append(Partner.region == region)
    active = or_(
        exists().where(
            Registration.partner_id == Partner.id, Registration.submitted_at >= since, Registration.submitted_at < until
        ),
        exists().where(Launch.partner_id == Partner.id, Launch.scheduled_at >= since, Launch.scheduled_at < until),
        exists().where(
            WebSession.person_id == Person.id, Person.partner_id == Partner.id,
            WebSession.seen_at >= since, WebSession.started_at < until,
        ),
    )  # fmt: skip
    row = session.execute(select(func.count().filter(active), func.count()).select_from(Partner).where(*enrolled)).one()
    return row[0], row[1]


def launches_by_kit(
    session: Session, since: datetime | None, until: datetime, region: str | None = None, partner_id: UUID | None = None
) -> dict[UUID, int]:
    """How often each kit was launched."""
    query = (
        select(Launch.kit_id, func.count())
        .join(Partner, Partner.id == Launch.partner_id)
        .where(Launch.state != LaunchState.DRAFT, Launch.scheduled_at < until)
        .group_by(Launch.kit_id)
    )
    if since is not None:
        query = query.where(Launch.scheduled_at >= since)
    if region is not None:
        query = query.where(Partner.region == region)
    if partner_id is not None:
        query = query.where(Launch.partner_id == partner_id)
    return dict(session.execute(query).all())


def regions(session: Session) -> list[str]:
    """Where there are partners."""
    return list(session.scalars(select(Partner.region).where(Partner.region != "").distinct().order_by(Partner.region)))
