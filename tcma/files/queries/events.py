"""Files of events: their date and place stand in them, and their codes lead to where one registers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.events.models import Event
from tcma.events.queries.events import event_of, kit_in, occasion_of
from tcma.events.queries.places import landing
from tcma.events.rules import EventState
from tcma.files.queries.offered import FileKit
from tcma.localization.rules import best_language
from tcma.partners.models import Partner
from tcma.social.queries import Offer


def file_events(session: Session, partner: Partner, language: str, *, now: datetime) -> list[FileKit]:
    """The partner's events to come whose page is open, the next one first."""
    coming = (
        select(Event)
        .where(Event.partner_id == partner.id, Event.state == EventState.PUBLISHED, Event.starts_at > now)
        .order_by(Event.starts_at)
    )
    return [_file_event(session, partner, event, language) for event in session.scalars(coming)]


def file_event(session: Session, partner: Partner, slug: str, event_id: UUID, language: str) -> FileKit:
    """One event of the partner that was published; NotFound for a draft, another's, or one of another kit."""
    event = event_of(session, partner.id, event_id)
    found = None if event.state is EventState.DRAFT else _file_event(session, partner, event, language)
    if found is None or found.kit.slug != slug:
        raise NotFound
    return found


def _file_event(session: Session, partner: Partner, event: Event, language: str) -> FileKit:
    version = session.get_one(KitVersion, event.version_id)
    kit = kit_content(version)
    register = kit.registration_page
    if register is None:
        raise NotFound
    tags = [str(tag) for tag in event.languages]
    tag = best_language([language, partner.language], tags, tags[0])
    offer = Offer(version, kit, asset_row(session, version.id, register.key), tags)
    return FileKit(
        offer, partner, kit_in(session, event, tag), tag, landing(partner.slug, event.id, tag), event.id,
        occasion_of(session, event, tag), event.office_id,
    )  # fmt: skip
