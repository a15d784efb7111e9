"""Who registered, as the host sees them."""

from collections.abc import Sequence

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from tcma.events.models import Event, Registration
from tcma.events.rules import SeatState

ORDER = (
    SeatState.ATTENDED, SeatState.CONFIRMED, SeatState.OFFERED, SeatState.WAITLISTED, SeatState.NO_SHOW,
    SeatState.OFFER_EXPIRED, SeatState.CANCELLED, SeatState.PENDING,
)  # fmt: skip


def guests(session: Session, event: Event) -> Sequence[Registration]:
    """Those with a seat first, then those who wait in their order, then the others."""
    order = case({state.value: number for number, state in enumerate(ORDER)}, value=Registration.state)
    return session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.partner_id == event.partner_id)
        .order_by(order, Registration.position, Registration.registered_at, Registration.id)
    ).all()  # fmt: skip
