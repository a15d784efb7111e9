"""Several partners claim one account: the vendor picks one, and the others read why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.deciding import approve, reject, said
from tcma.deals.models import Deal
from tcma.deals.queries import conflict, get


def choose(session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime) -> Deal:
    """Approve this one. Those that came before it are rejected with the reason; those after it by the rules.

    Either read when the window ends, and never whose it is.
    """
    reason = said(reason, N_("Say why: the partner reads it."))
    chosen = get(session, registration_id, partner_id=None)
    rejected = []
    for one in conflict(session, chosen, now).pending:
        other = one.registration
        if other.id == chosen.id:
            break
        if other.partner_id != chosen.partner_id:
            rejected.append(reject(session, registration_id=other.id, actor=actor, reason=reason, now=now))
    deal = approve(session, registration_id=registration_id, actor=actor, now=now)
    for other in rejected:
        other.window_ends_at = chosen.protected_until
    session.flush()
    return deal
