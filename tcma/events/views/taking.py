"""What the form of an event's page stores: a seat, or a place on the list."""

from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.composing.rules.page import label
from tcma.events import actions
from tcma.events.actions import Guest, Origin
from tcma.events.rules import SeatState
from tcma.tracking.forms import Answers
from tcma.tracking.forms.landing import CONFIRM, Landing, proof_of, proven


def keep_seat(session: Session, landing: Landing, answers: Answers, number: UUID) -> str:
    """Registering twice is the same registration, whatever the number of the form."""
    guest = Guest(
        email=answers.email, first_name=answers.first_name, last_name=answers.last_name, company=answers.company,
        phone=answers.phone, dietary=answers.rest.get("dietary", ""), language=landing.language,
        consent=answers.consent, wording=label("marketing", landing.page.brand.name), proven=proven(landing, answers),
        proof=proof_of(landing),
    )  # fmt: skip
    came = landing.visitor
    origin = Origin(landing.asset.id, came.message_id if came else None, came.link_id if came else None)
    one = actions.register(session, landing.place, guest, origin, now=clock.now(session))
    more = CONFIRM if guest.consent and not guest.proven else ""
    if one.state is SeatState.WAITLISTED:
        return f"{more}&list=1" if more else "?list=1"
    return more
