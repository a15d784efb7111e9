"""A ticket: what its page shows of a registration and its event, in the registrant's language."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.words import speaking
from tcma.branding.rules import Brand
from tcma.events.models import Event, EventMail, Registration
from tcma.events.queries import places
from tcma.events.queries.events import brand_in
from tcma.events.queries.invitations import event_place, event_title, invitation_of
from tcma.events.rules import EventState, SeatState, ends_at, when
from tcma.events.rules.adding import map_address
from tcma.events.rules.calendar import Invitation, Method
from tcma.partners.models import Partner

HOLDS = (SeatState.CONFIRMED, SeatState.ATTENDED, SeatState.NO_SHOW)


@dataclass(frozen=True)
class Ticket:
    """`state` is valid, in (checked in), offered, waitlisted, given_back, cancelled (the event), or past.

    `moved`: since the registration, the event has had another date or place.
    """

    event: Event
    registration: Registration
    brand: Brand
    slug: str
    state: str
    moved: bool
    title: str
    when: str
    where: str
    name: str
    entry: Invitation

    @property
    def map(self) -> str:
        """A map of where it is; '' for an event without an address, which may be online."""
        return map_address(self.where) if self.event.address else ""

    @property
    def opens(self) -> bool:
        """Whether it lets somebody in, so that its code is shown."""
        return self.state in ("valid", "in")


def ticket_of(session: Session, registration_id: UUID, *, now: datetime) -> Ticket | None:
    """None if there is no such registration any more."""
    one = session.get(Registration, registration_id)
    if one is None:
        return None
    event = session.get_one(Event, one.event_id)
    entry = invitation_of(
        session, event, one, method=Method.PUBLISH, ticket_url=places.ticket(one.id), now=event.updated_at
    )
    with speaking(one.language):
        told = when(event.starts_at, event.minutes, event.timezone)
    return Ticket(
        event, one, brand_in(session, event),
        session.get_one(Partner, event.partner_id).slug, _state(event, one, now), _moved(session, event, one),
        event_title(session, event, one.language), told, event_place(event),
        f"{one.first_name} {one.last_name}".strip(), entry,
    )  # fmt: skip


def _state(event: Event, one: Registration, now: datetime) -> str:
    if event.state is EventState.CANCELLED:
        return "cancelled"
    if one.state in (SeatState.CANCELLED, SeatState.OFFER_EXPIRED):
        return "given_back"
    if event.state is EventState.OVER or ends_at(event.starts_at, event.minutes) <= now:
        return "past"
    if one.state in HOLDS:
        return "in" if one.state is SeatState.ATTENDED else "valid"
    return one.state.value


def _moved(session: Session, event: Event, one: Registration) -> bool:
    """Whether those registered were told of another date after this one registered."""
    told = select(func.max(EventMail.created_at)).where(EventMail.event_id == event.id, EventMail.audience == "moved",
                                                        EventMail.round > 0)  # fmt: skip
    at = session.scalar(told)
    return at is not None and one.registered_at < at
