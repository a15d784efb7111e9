"""Coming to an event is a response and a touch of its own, once a registration."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.events.models import Event, Registration
from tcma.tracking.actions import record_response
from tcma.tracking.models import Response, Touch
from tcma.tracking.queries.own_people import own_people
from tcma.tracking.rules import Channel, ResponseKind


def record_attendance(session: Session, registration: Registration, *, now: datetime) -> Response:
    """The touch of somebody who was checked in; checked in again, it is the same one, and counts again."""
    event = session.get_one(Event, registration.event_id)
    version = session.get_one(KitVersion, event.version_id)
    page = kit_content(version).registration_page
    assert page is not None  # an event kit without a page to register on is not published
    response = record_response(
        session, partner_id=event.partner_id, contact_id=registration.contact_id, kind=ResponseKind.ATTENDANCE,
        asset_id=asset_row(session, version.id, page.key).id, language=registration.language, launch_id=event.id,
        channel=Channel.EVENT, key=f"attendance:{registration.id}", now=now,
    )  # fmt: skip
    contact = session.get_one(Contact, registration.contact_id)
    touch = session.get_one(Touch, response.touch_id)
    touch.counts = not own_people(session, event.partner_id).has(contact.email)
    session.flush()
    return response


def withdraw_attendance(session: Session, response: Response) -> None:
    """A check-in was taken back: its touch stays in the story, and earns nothing."""
    session.get_one(Touch, response.touch_id).counts = False
    session.flush()
