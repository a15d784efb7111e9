"""How many registered, and how it went for them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.events.models import Invitee, Registration
from tcma.events.rules import SeatState


@dataclass(frozen=True)
class Numbers:
    """Guests by state, and how many people the event was announced to."""

    states: dict[str, int]
    invited: int

    def of(self, *states: SeatState) -> int:
        return sum(self.states.get(state.value, 0) for state in states)

    @property
    def registered(self) -> int:
        """Everyone who ever registered."""
        return sum(self.states.values())


def numbers(session: Session, event_id: UUID) -> Numbers:
    rows = session.execute(
        select(Registration.state, func.count()).where(Registration.event_id == event_id).group_by(Registration.state)
    )
    invited = session.scalar(select(func.count()).where(Invitee.event_id == event_id)) or 0
    return Numbers({state.value: number for state, number in rows}, invited)
