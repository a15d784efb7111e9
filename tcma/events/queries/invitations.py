"""A registration as an entry of its owner's calendar, in their language."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tcma.base.words import gettext, speaking
from tcma.branding.queries import vendor
from tcma.branding.rules import Brand
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.catalogue.rules import with_words
from tcma.events.models import Event, Registration
from tcma.events.queries.events import brand_in
from tcma.events.rules import SeatState
from tcma.events.rules.calendar import Invitation, Method, calendar_uid
from tcma.localization.queries import words
from tcma.partners.models import Partner


def event_title(session: Session, event: Event, language: str) -> str:
    """What the kit calls the event, in a language."""
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    return with_words(kit, words(session, event.version_id, language)).title


def event_place(event: Event) -> str:
    """The place and its address on one line."""
    return ", ".join(filter(None, (event.place, event.address)))


def _room(event: Event, one: Registration) -> str:
    """The address of an online event, for who has a seat."""
    return event.room if one.state in (SeatState.CONFIRMED, SeatState.ATTENDED) else ""


def invitation_of(
    session: Session, event: Event, one: Registration, *, method: Method, ticket_url: str, now: datetime
) -> Invitation:
    """The entry as it is now. Its number is the event's: it grows when the event moves or is cancelled.

    The place of an online event is its room, of which calendars make a button.
    """
    brand, domain = brand_in(session, event), vendor(session).sender_domain
    slug, room = session.get_one(Partner, event.partner_id).slug, _room(event, one)
    with speaking(one.language):
        lines = [_hosted(brand)]
        if method is not Method.CANCEL:
            if room:
                lines.append(gettext("Join online: %(address)s", address=room))
            lines.append(gettext("Your ticket: %(address)s", address=ticket_url))
    return Invitation(
        uid=calendar_uid(one.id, domain), sequence=event.sequence, method=method, written_at=now,
        starts_at=event.starts_at.astimezone(ZoneInfo(event.timezone)), duration=timedelta(minutes=event.minutes),
        summary=event_title(session, event, one.language), description="\n".join(lines),
        place=event_place(event) if event.address or not room else room, room=room, url=ticket_url,
        organizer_name=brand.contact_name or brand.name, organizer_email=brand.contact_email or f"{slug}@{domain}",
        attendee_name=f"{one.first_name} {one.last_name}".strip(), attendee_email=one.email, language=one.language,
    )  # fmt: skip


def _hosted(brand: Brand) -> str:
    """Who hosts it, in the language in force."""
    if brand.contact_name:
        return gettext("Hosted by %(host)s, %(partner)s", host=brand.contact_name, partner=brand.name)
    return gettext("Hosted by %(partner)s", partner=brand.name)
