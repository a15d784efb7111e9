"""Who is not written to, and what a partner may know of why."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from tcma.audiences.models import Suppression
from tcma.audiences.rules.left_out import UNAVAILABLE

OPT_OUTS = ("unsubscribed", "opted_out")
"""The person's own no to marketing."""


def shown_reason(partner_id: UUID | None) -> ColumnElement[str]:
    """The reason of a suppression as this partner may see it: its own, or one label for all others."""
    own = or_(Suppression.partner_id == partner_id, Suppression.origin_partner_id == partner_id)
    return case((own, Suppression.reason), else_=literal(UNAVAILABLE, String))


def suppressed(
    session: Session, partner_id: UUID | None, addr_keys: Iterable[str], *, opt_outs: bool = True
) -> dict[str, str]:
    """{address key: reason} of those that nothing may be sent to: by this partner, the programme, or anyone.

    Without `opt_outs` only bounces and complaints count: for what a person asked for after saying no to marketing.
    """
    found: dict[str, str] = {}
    statement = (
        select(Suppression.addr_key, shown_reason(partner_id))
        .where(Suppression.addr_key == func.any(key_array(addr_keys)))
        .where(or_(Suppression.partner_id == partner_id, Suppression.partner_id.is_(None)))
    )
    if not opt_outs:
        statement = statement.where(Suppression.reason.not_in(OPT_OUTS))
    rows = session.execute(statement)
    for key, reason in rows:
        if found.get(key, UNAVAILABLE) == UNAVAILABLE:
            found[key] = reason
    return found


def own_suppressed(
    session: Session, partner_id: UUID, addr_keys: Iterable[str], *, before: datetime | None = None
) -> set[str]:
    """The keys this partner itself may not write to any more (since a time, if one is given)."""
    statement = select(Suppression.addr_key).where(
        Suppression.partner_id == partner_id, Suppression.addr_key == func.any(key_array(addr_keys))
    )
    return set(session.scalars(statement if before is None else statement.where(Suppression.at <= before)))


def key_array(keys: Iterable[str]) -> ColumnElement[list[str]]:
    """Address keys for the database: as one text, since thousands of elements take long to send. None holds a line
    break."""
    return func.string_to_array(literal("\n".join(keys)), "\n", type_=ARRAY(Text))


def stopped_by(session: Session, partner_id: UUID, addr_key: str) -> set[str]:
    """What the person stopped themselves: 'partner' for this one's mail, 'programme' for every partner's."""
    rows = session.scalars(
        select(Suppression.scope)
        .where(Suppression.addr_key == addr_key, Suppression.scope.in_(("partner", "programme")))
        .where(or_(Suppression.partner_id == partner_id, Suppression.partner_id.is_(None)))
    )
    return set(rows)
