"""The journey of a deal."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.tracking.models import Touch
from tcma.tracking.queries.own_people import own_people
from tcma.tracking.rules import Did, one_per_visit


def journey(
    session: Session,
    *,
    account_domain: str | None,
    contact_id: UUID | None,
    before: datetime,
    lookback: timedelta | None = timedelta(days=365),
) -> list[Touch]:
    """Every touch of the account's people up to `before`, one per visit, ordered by time, then id.

    The account's people are those of its domain, whichever partner wrote to them, and `contact_id`
    by whichever partner's list the same address stands on. No `lookback` means since the beginning.
    """
    people = _people(session, account_domain, contact_id)
    statement = (
        select(Touch, Contact.email)
        .join(Contact, Contact.id == Touch.contact_id)
        .where(or_(*people), Touch.counts, Touch.at <= before)
    )
    if lookback is not None:
        statement = statement.where(Touch.at >= before - lookback)
    rows = session.execute(statement).all()
    own = {partner_id: own_people(session, partner_id) for partner_id in {touch.partner_id for touch, _ in rows}}
    return standing([touch for touch, email in rows if not own[touch.partner_id].has(email)])


def standing(touches: Sequence[Touch]) -> list[Touch]:
    """One touch per visit, ordered by time, then id."""
    by_id = {touch.id: touch for touch in touches}
    done = [Did(t.id, t.at, t.kind, t.contact_id, t.message_id, t.launch_id, t.link_id) for t in touches]
    return [by_id[touch_id] for touch_id in one_per_visit(done)]


def _people(session: Session, account_domain: str | None, contact_id: UUID | None) -> list[ColumnElement[bool]]:
    people: list[ColumnElement[bool]] = []
    if account_domain:
        people.append(Contact.account_domain == account_domain)
    if contact_id is not None:
        same = select(Contact.addr_key).where(Contact.id == contact_id).scalar_subquery()
        people.append(Contact.addr_key == same)
    return people or [Contact.id.is_(None)]
