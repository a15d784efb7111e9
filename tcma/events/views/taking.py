"""What an event's forms store: a seat, or the question that another page of the kit asks for."""

from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.actions import contact_from_form
from tcma.audiences.rules import addr_key
from tcma.base import clock
from tcma.composing.rules.page import label
from tcma.events import actions
from tcma.events.actions import Guest, Origin
from tcma.events.models import Registration
from tcma.events.queries.page import PublicPage
from tcma.tracking.actions import record_response
from tcma.tracking.forms import Answers
from tcma.tracking.queries import Visitor
from tcma.tracking.rules import ResponseKind


def take(session: Session, found: PublicPage, came: Visitor | None, brand: str, answers: Answers) -> Registration:
    """A seat, or a place on the list."""
    guest = Guest(
        email=answers.email, first_name=answers.first_name, last_name=answers.last_name, company=answers.company,
        phone=answers.phone, dietary=answers.rest.get("dietary", ""), language=found.language,
        consent=answers.consent, wording=label("marketing", brand), proven=_proven(came, answers),
    )  # fmt: skip
    origin = Origin(found.asset.id, came.message_id if came else None, came.link_id if came else None)
    return actions.register(session, found.event.id, guest, origin, now=clock.now(session))


def answer(
    session: Session, found: PublicPage, came: Visitor | None, brand: str, answers: Answers, number: UUID
) -> None:
    """A form of a page that takes no seat: a response like any other."""
    now = clock.now(session)
    contact = contact_from_form(
        session, partner_id=found.partner.id, email=answers.email,
        fields={"first_name": answers.first_name, "last_name": answers.last_name, "company": answers.company,
                "phone": answers.phone, "language": found.language},
        consent=answers.consent, wording=label("marketing", brand), proven=_proven(came, answers), now=now,
    )  # fmt: skip
    record_response(
        session, partner_id=found.partner.id, contact_id=contact.id, kind=ResponseKind.FORM, asset_id=found.asset.id,
        launch_id=found.event.id, language=found.language, answers={"phone": answers.phone, **answers.rest},
        message_id=came.message_id if came else None, link_id=came.link_id if came else None, key=f"form:{number}",
        now=now,
    )  # fmt: skip


def _proven(came: Visitor | None, answers: Answers) -> bool:
    """A mail to this very address led here."""
    return came is not None and came.contact is not None and came.contact.addr_key == addr_key(answers.email)
