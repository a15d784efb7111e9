"""A person decides what contradicts itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.crm.actions.taking import alone, take_one_again
from tcma.crm.models import CrmConflict
from tcma.crm.queries import mapping_in_force
from tcma.crm.rules import Line


def decide(session: Session, *, conflict_id: UUID, decision: str, actor: Actor, now: datetime) -> Line | None:
    """keep: what stands here; take: what stands there, put into effect at once; later: somebody has looked.

    What our side refuses to take leaves the conflict open, and the refusal says why. Who decided stands with it.
    """
    source = session.scalar(select(CrmConflict.source).where(CrmConflict.id == conflict_id))
    if source is None or decision not in ("keep", "take", "later"):
        raise NotFound
    alone(session, source)  # before the row, as a reading does: in this order two of us can't wait for each other
    found = session.get_one(CrmConflict, conflict_id, with_for_update=True, populate_existing=True)
    if found.decision:
        raise Refusal(N_("This was decided meanwhile. Look at the list again."))
    if decision == "later":
        found.later_at, found.decided_by = now, actor.person
        return None
    if decision == "take" and not found.takeable:
        raise Refusal(N_("This can't be taken from there. Keep what stands here, or change it there."))
    found.decision, found.decided_by, found.decided_at = decision, actor.person, now
    session.flush()
    line = take_one_again(session, found.source, found.external_id, mapping_in_force(session), now)
    if line is not None and line.outcome == "refused":
        raise Refusal(line.reason, **line.values)
    return line
