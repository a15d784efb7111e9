"""Who is not written to, and what a partner may know of why."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, and_, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from tcma.audiences.models import Suppression
from tcma.audiences.rules.left_out import UNAVAILABLE
from tcma.base.keyed import PSEUDONYM, keyed

ERASED = "erased"
OPT_OUTS = ("unsubscribed", "opted_out", ERASED)
"""The person's own no to marketing. Who asks for something after an erasure is told of it."""


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
    names = both_names(addr_keys)
    found = {key: ERASED for key in names if key.startswith(PSEUDONYM)}  # nobody's address
    statement = (
        select(Suppression.addr_key, shown_reason(partner_id))
        .where(Suppression.addr_key == func.any(_array(names)))
        .where(or_(Suppression.partner_id == partner_id, Suppression.partner_id.is_(None)))
    )
    if not opt_outs:
        statement = statement.where(Suppression.reason.not_in(OPT_OUTS))
    rows = session.execute(statement)
    for name, reason in rows:
        key = names[name]
        if found.get(key, UNAVAILABLE) == UNAVAILABLE:
            found[key] = reason
    return found


def own_suppressed(
    session: Session, partner_id: UUID, addr_keys: Iterable[str], *, before: datetime | None = None
) -> set[str]:
    """The keys a file of this partner can't bring: it may not write to them any more, or they were erased.

    With `before`, those it was so for at that time.
    """
    names = both_names(addr_keys)
    # A hash that holds for everyone stands for somebody who was erased everywhere.
    by_everyone = and_(Suppression.partner_id.is_(None), Suppression.addr_key.startswith("#"))
    statement = select(Suppression.addr_key).where(
        or_(Suppression.partner_id == partner_id, by_everyone), Suppression.addr_key == func.any(_array(names))
    )
    rows = session.scalars(statement if before is None else statement.where(Suppression.at <= before))
    return {names[name] for name in rows}


def both_names(addr_keys: Iterable[str]) -> dict[str, str]:
    """Each key by what a suppression may call it: itself, and its hash if the person was erased."""
    keys = set(addr_keys)
    return {keyed(key): key for key in keys} | {key: key for key in keys}


def _array(values: Iterable[str]) -> ColumnElement[list[str]]:
    return literal(list(values), ARRAY(Text))



def stopped_by(session: Session, partner_id: UUID, addr_key: str) -> set[str]:
    """What the person stopped themselves: 'partner' for this one's mail, 'programme' for every partner's."""
    rows = session.scalars(
        select(Suppression.scope)
        .where(Suppression.addr_key == addr_key, Suppression.scope.in_(("partner", "programme")))
        .where(or_(Suppression.partner_id == partner_id, Suppression.partner_id.is_(None)))
    )
    return set(rows)
