"""What the page on which an event is started shows: filled in with the best guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Gone, NotFound
from tcma.base.roles import Actor
from tcma.branding.models import Office
from tcma.branding.queries import offices, vendor
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content, kit_of, latest
from tcma.catalogue.rules import EVENT, Kit, with_words
from tcma.events.models import Event
from tcma.launches.rules import RETIRED
from tcma.localization.queries import languages, words
from tcma.localization.rules import launchable
from tcma.partners.models import Partner, Programme

AHEAD, DAY, NOON = timedelta(days=28), 3, time(12)  # a Thursday at noon, with time for every invitation
MINUTES, SEATS = 75, 16


@dataclass(frozen=True)
class Desk:
    """The kit in the host's language, and what the form begins with."""

    version: KitVersion
    kit: Kit
    offered: Sequence[str]
    zone: str
    at: datetime  # local
    place: str
    address: str
    minutes: int
    capacity: int
    main: str  # what the main brand is called
    offices: Sequence[Office] = ()  # besides it
    office_id: UUID | None = None


def desk(session: Session, *, actor: Actor, slug: str, language: str, now: datetime) -> Desk:
    """The place and the brand, and how long and for how many, are those of the last time.

    NotFound: no such event kit. Gone: one that was retired.
    """
    version = latest(session, slug)
    if kit_content(version).kind != EVENT:
        raise NotFound
    if kit_of(session, version).retired_at is not None:
        raise Gone(RETIRED, vendor=vendor(session).name)
    partner, programme = session.get_one(Partner, actor.partner), session.get_one(Programme, 1)
    offered = [
        one.tag for one in languages(session, version.id)
        if launchable(one, unreviewed=programme.unreviewed_languages)
    ]  # fmt: skip
    last = session.scalars(
        select(Event).where(Event.partner_id == actor.partner).order_by(Event.created_at.desc()).limit(1)
    ).first()
    own = offices(session, actor.partner)
    worn = last.office_id if last and last.office_id in {one.id for one in own} else None
    same = last is not None and last.kit_id == version.kit_id
    tag = language if language in kit_content(version).languages else kit_content(version).source_language
    return Desk(
        version, with_words(kit_content(version), words(session, version.id, tag)), offered,
        last.timezone if last else partner.timezone, best_day(now, partner.timezone),
        last.place if last else "", last.address if last else "",
        last.minutes if last and same else MINUTES, last.capacity if last and same else SEATS,
        partner.name, own, worn,
    )  # fmt: skip


def best_day(now: datetime, zone: str) -> datetime:
    """The first Thursday at noon that is four weeks away, by the clock of the zone."""
    day = (now + AHEAD).astimezone(ZoneInfo(zone)).date()
    return datetime.combine(day + timedelta(days=(DAY - day.weekday()) % 7), NOON)


def offered_languages(session: Session, event: Event) -> list[str]:
    """The event's own, in the kit's order."""
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    return [tag for tag in kit.languages if tag in event.languages]
