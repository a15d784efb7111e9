"""An event's public pages: which one an address means, and whether people may still register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.catalogue.queries import assets, kit_content
from tcma.composing import queries as composing
from tcma.composing.rules import Page
from tcma.events.models import Event
from tcma.events.queries.events import occasion_of, seats_taken
from tcma.events.queries.places import landing
from tcma.events.rules import EventState
from tcma.partners.models import Partner


@dataclass(frozen=True)
class PublicPage:
    """`language` is the one asked for where the event has it, else its first. `registers`: its form takes a seat."""

    event: Event
    partner: Partner
    asset: AssetRow
    language: str
    registers: bool

    def closed(self, now: datetime) -> str:
        """'' while people may register; else gone, cancelled or past. A page without seats stays open."""
        if self.partner.deactivated_at is not None:
            return "gone"
        if not self.registers:
            return ""
        if self.event.state is EventState.CANCELLED:
            return "cancelled"
        return "past" if self.event.state is EventState.OVER or self.event.starts_at <= now else ""

    def addresses(self) -> dict[str, str]:
        """Where this page is in each of the event's languages."""
        key = "" if self.registers else self.asset.key
        return {tag: landing(self.partner.slug, self.event.id, tag)(key) for tag in self.event.languages}


def public_page(session: Session, *, slug: str, event_id: UUID, asset_key: str, language: str) -> PublicPage:
    """The page of an address; NotFound if there is none, or the event is only a draft."""
    row = session.execute(
        select(Event, Partner).join(Partner, Partner.id == Event.partner_id)
        .where(Event.id == event_id, Partner.slug == slug, Event.state != EventState.DRAFT)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound
    event, partner = row
    register = kit_content(session.get_one(KitVersion, event.version_id)).registration_page
    wanted = asset_key or (register.key if register else "")
    pages = {one.key: one for one in assets(session, event.version_id) if one.kind == "page"}
    if wanted not in pages:
        raise NotFound
    tag = language if language in event.languages else str(event.languages[0])
    return PublicPage(event, partner, pages[wanted], tag, register is not None and wanted == register.key)


def composed(session: Session, event: Event, slug: str, asset_key: str, language: str,
             carry: Callable[[str], str], *, seated: bool = False) -> Page:  # fmt: skip
    """The page in the host's brand; `carry` adds to the addresses of our own pages what goes along. `seated`: for
    somebody who has a seat, with the room of an online event."""
    address = landing(slug, event.id, language)
    return composing.page(
        session, version=session.get_one(KitVersion, event.version_id), asset_key=asset_key,
        partner_id=event.partner_id, language=language, own_words=event.own_words.get(language, {}),
        landing_url=lambda key: carry(address(key)), occasion=occasion_of(session, event, language, seated=seated),
        office_id=event.office_id,
    )  # fmt: skip


def is_full(session: Session, event: Event) -> bool:
    """Whether who registers now would wait."""
    return seats_taken(session, event.id) >= event.capacity
