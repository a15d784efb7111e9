"""Who gets a mail of an event: registrations by their id, so that two who share an address get one each."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tcma.audiences.rules import addr_key
from tcma.audiences.rules.consent import REGISTERED
from tcma.base.keyed import PSEUDONYM
from tcma.base.words import format_datetime, speaking
from tcma.delivery import actions as delivery
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Step
from tcma.delivery.rules import Attachment
from tcma.events.actions.mails import standing_mail
from tcma.events.models import Event, EventMail, Registration
from tcma.events.queries import places
from tcma.events.queries.invitations import invitation_of
from tcma.events.rules import SeatState
from tcma.events.rules.calendar import Method, attached

METHODS = {"registered": Method.REQUEST, "moved": Method.REQUEST, "cancelled": Method.CANCEL}
"""What the calendar is asked to do, by the audience of the mail."""


def tell(session: Session, event: Event, people: Iterable[Registration], audience: str, *, now: datetime) -> int:
    """Send them the mail for who joins this audience. Nobody gets the same one twice. Returns how many are new."""
    mail = standing_mail(session, event.id, audience)
    if mail is None:
        return 0
    return delivery.plan(
        session, step=session.get_one(Step, mail.step_id), now=now,
        recipients=[recipient(event, one, _entries(session, event, one, mail, now)) for one in people],
    )  # fmt: skip


def recipient(event: Event, one: Registration, files: Sequence[Attachment] = (), skip: str = "") -> Recipient:
    """A registration as the delivery machine wants it; `skip` says why it is left out."""
    if not one.email:  # erased: counted, and nobody to write to
        nobody = f"{PSEUDONYM}{one.id}"
        return Recipient(key=str(one.id), email="", addr_key=nobody, language=one.language,
                         contact_id=one.contact_id, values={}, skip="erased")  # fmt: skip
    return Recipient(
        key=str(one.id), email=one.email, addr_key=addr_key(one.email), language=one.language,
        contact_id=one.contact_id, values=values_of(event, one), skip=skip, attachments=files,
        timezone=event.timezone,  # of marketing after it: readers were there
    )  # fmt: skip


def _entries(
    session: Session, event: Event, one: Registration, mail: EventMail, now: datetime
) -> Sequence[Attachment]:
    """The entry of their own calendar, for whoever has a seat: put in, replaced by a higher number, taken out."""
    method = METHODS.get(mail.audience)
    if method is None or one.state is not SeatState.CONFIRMED:
        return ()
    one.sequence = event.sequence
    return (attached(invitation_of(session, event, one, method=method, ticket_url=places.ticket(one.id), now=now)),)


def values_of(event: Event, one: Registration) -> dict[str, str]:
    """What the mails say of one person, and the addresses of their own pages."""
    values = {
        "first_name": one.first_name, "last_name": one.last_name, "company": one.company, "basis": REGISTERED,
        "seat": places.seat(one.id), "ticket": places.ticket(one.id),
    }  # fmt: skip
    if one.offer_expires_at is not None:
        with speaking(one.language):
            values["until"] = format_datetime(one.offer_expires_at, event.timezone)
    return values
