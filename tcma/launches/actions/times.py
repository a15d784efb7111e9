"""When each mail of a launch is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.audiences.queries.zones import zones_among
from tcma.base.zones import moment, wall
from tcma.catalogue.rules import Kit
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.rules import first_of, step_wall
from tcma.partners.models import Partner

FOLLOWED_FOR = timedelta(days=30)
"""After the last mail with a time of its own, people still get those that wait for what they do."""


@dataclass(frozen=True)
class StepTimes:
    """As `delivery.schedule` takes them."""

    due_at: datetime
    local_at: datetime | None = None
    open_until: datetime | None = None


def step_times(session: Session, launch: Launch, partner: Partner, kit: Kit) -> Sequence[StepTimes]:
    """One for each step of the kit, in order; `launch.starts_at` is set."""
    assert launch.starts_at is not None
    start = wall(launch.starts_at, partner.timezone)
    walls = [step_wall(start, step, partner.timezone) for step in kit.steps if not step.follows]
    closes = moment(max(walls, default=start), partner.timezone) + FOLLOWED_FOR
    local = launch.when_kind == "local"
    zones = _zones(session, launch, partner) if local else {partner.timezone}
    found = []
    for step in kit.steps:
        if step.follows:
            found.append(StepTimes(launch.starts_at, open_until=closes))
            continue
        clock = step_wall(start, step, partner.timezone)
        found.append(StepTimes(first_of(clock, zones), local_at=clock if local else None))
    return found


def _zones(session: Session, launch: Launch, partner: Partner) -> set[str]:
    """Where its people are. A segment may get others until the first mail goes: then where any of the partner's are."""
    mine = select(LaunchPerson.contact_id).where(LaunchPerson.launch_id == launch.id)
    among = Contact.id.in_(mine) if launch.segment_id is None else None
    return zones_among(session, partner.id, partner.timezone, among) or {partner.timezone}
