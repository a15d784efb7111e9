"""Registering: the contact, the seat, the response and its owner in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.actions import contact_from_form
from tcma.audiences.models import Contact
from tcma.audiences.rules.proof import NO_PROOF, Proof
from tcma.base.db import new_id
from tcma.base.words import N_
from tcma.events.actions.locks import Lock, lock_event
from tcma.events.actions.seats import next_position, someone_waits
from tcma.events.actions.telling import tell
from tcma.events.models import Event, Registration
from tcma.events.queries.events import seats_taken, told_in
from tcma.events.rules import GONE, EventState, SeatState, TooLate, move
from tcma.tracking.actions import record_response
from tcma.tracking.rules import ResponseKind


@dataclass(frozen=True)
class Guest:
    """Somebody who registers. `wording`: what the ticked box said; `proven`: a mail to this address led here."""

    email: str
    first_name: str
    last_name: str
    company: str = ""
    phone: str = ""
    dietary: str = ""
    language: str = "en"
    consent: bool = False
    wording: str = ""
    proven: bool = False
    proof: Proof = NO_PROOF


@dataclass(frozen=True)
class Origin:
    """The page somebody registered on, and the link of a mail that brought them, if one did."""

    asset_id: UUID
    message_id: UUID | None = None
    link_id: UUID | None = None


def register(
    session: Session, event_id: UUID, guest: Guest, origin: Origin, *, now: datetime, lock: Lock = lock_event
) -> Registration:
    """A seat while there is one, else the end of the waiting list; registering twice is the same registration.

    Refuses an event that has begun, is over or cancelled. `lock` is another one only where a test shows
    what it is for.
    """
    event = lock(session, event_id)
    _open(event, now)
    contact = _contact(session, event, guest, now)
    known = session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.contact_id == contact.id,
                                   Registration.state.not_in(GONE))
    ).one_or_none()  # fmt: skip
    if known is not None:
        return known
    full = seats_taken(session, event.id) >= event.capacity or someone_waits(session, event.id)
    one = Registration(
        id=new_id(), event_id=event.id, partner_id=event.partner_id, contact_id=contact.id, email=guest.email,
        first_name=guest.first_name, last_name=guest.last_name, company=guest.company,
        language=told_in(event, guest.language),
        dietary=guest.dietary,
        state=move(SeatState.PENDING, SeatState.WAITLISTED if full else SeatState.CONFIRMED),
        position=next_position(session, event.id) if full else 0, sequence=event.sequence,
        registered_at=now, updated_at=now,
    )  # fmt: skip
    session.add(one)
    session.flush()
    _respond(session, event, one, guest, origin, now)
    tell(session, event, [one], "waitlisted" if full else "registered", now=now)
    return one


def _open(event: Event, now: datetime) -> None:
    if event.state is EventState.CANCELLED:
        raise TooLate(N_("This event was cancelled."))
    if event.state is not EventState.PUBLISHED or event.starts_at <= now:
        raise TooLate(N_("Registration has ended: this event has begun or is over."))


def _contact(session: Session, event: Event, guest: Guest, now: datetime) -> Contact:
    fields = {name: getattr(guest, name) for name in ("first_name", "last_name", "company", "phone", "language")}
    return contact_from_form(
        session, partner_id=event.partner_id, email=guest.email, fields=fields, consent=guest.consent,
        wording=guest.wording, proven=guest.proven, proof=guest.proof, office_id=event.office_id, now=now,
    )  # fmt: skip


def _respond(
    session: Session, event: Event, one: Registration, guest: Guest, origin: Origin, now: datetime
) -> None:
    """Who registers has raised a hand: the response makes or finds the lead, owned by the host."""
    record_response(
        session, partner_id=event.partner_id, contact_id=one.contact_id, kind=ResponseKind.REGISTRATION,
        asset_id=origin.asset_id, launch_id=event.id, language=one.language,
        answers={"phone": guest.phone, "dietary": guest.dietary}, message_id=origin.message_id,
        link_id=origin.link_id, key=f"registration:{one.id}", now=now,
    )  # fmt: skip
