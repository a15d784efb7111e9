"""Who came back often enough has answered, where the kit says so."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.leads.queries.scoring import answers_to, touches_with, unscored
from tcma.leads.rules import points
from tcma.tracking.actions import record_response
from tcma.tracking.rules import Channel, Did, ResponseKind

LOOKBACK = timedelta(days=90)


def score(session: Session, *, launch_id: UUID, now: datetime) -> int:
    """A response of each person in a launch who has the points by now; its lead follows. Twice is once.

    What a version says by which they were written to last holds. Returns how many.
    """
    people: dict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for partner_id, kit_id, contact_id in unscored(session, launch_id):
        people[partner_id, kit_id].add(contact_id)
    made = 0
    for (partner_id, kit_id), contact_ids in sorted(people.items()):
        found = touches_with(session, partner_id, kit_id, contact_ids, now - LOOKBACK)
        for contact_id, touches in sorted(found.items()):
            last = touches[-1]
            kit = answers_to(session, last.version_id)
            done = [Did(t.id, t.at, t.kind, t.contact_id, t.message_id, t.launch_id, t.link_id) for t in touches]
            if kit is None or not kit.score or points(kit, done) < kit.score:
                continue
            record_response(
                session, partner_id=partner_id, contact_id=contact_id, kind=ResponseKind.SCORE, asset_id=last.asset_id,
                language=last.language, launch_id=launch_id, channel=Channel.EMAIL,
                key=f"score:{partner_id}:{contact_id}:{kit_id}", now=now,
            )  # fmt: skip
            made += 1
    return made
