"""Suppressions of people who were erased: kept by a keyed hash, so that they hold, and name nobody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, Suppression, TopicRefusal
from tcma.audiences.queries.suppressed import ERASED
from tcma.base.db import new_id
from tcma.base.keyed import keyed

_COPIED = ("scope", "partner_id", "origin_partner_id", "reason", "at")


def known_as(session: Session, addr_key: str) -> str:
    """What a new suppression calls this address: its hash, if its person was erased and is nobody's contact now."""
    hashed = keyed(addr_key)
    erased = select(exists().where(Suppression.addr_key == hashed))
    living = select(exists().where(Contact.addr_key == addr_key))
    return hashed if session.scalar(erased) and not session.scalar(living) else addr_key


def forget_address(session: Session, *, addr_key: str, partner_id: UUID | None, now: datetime) -> None:
    """Keep that this address is not written to, for ever, and no more of it than its hash. Hold its lock.

    By one partner, or without `partner_id` by anyone. What bounced or complained stays so, under the hash too.
    """
    mine = Suppression.partner_id == partner_id if partner_id else Suppression.id.is_not(None)
    _rename(session, before=addr_key, after=keyed(addr_key), which=mine)
    scope = "partner" if partner_id else "programme"
    session.execute(
        insert(Suppression)
        .values(id=new_id(), scope=scope, partner_id=partner_id, origin_partner_id=partner_id,
                addr_key=keyed(addr_key), reason=ERASED, at=now)
        .on_conflict_do_nothing()
    )  # fmt: skip


def come_back(session: Session, *, partner_id: UUID, addr_key: str) -> None:
    """Someone who was erased has come by themselves: what holds for them is found under their address again."""
    hashed = keyed(addr_key)
    of_this_partner = or_(Suppression.partner_id == partner_id, Suppression.partner_id.is_(None))
    _rename(session, before=hashed, after=addr_key, which=of_this_partner)
    refused = delete(TopicRefusal).where(TopicRefusal.partner_id == partner_id, TopicRefusal.addr_key == hashed)
    for topic, at in session.execute(refused.returning(TopicRefusal.topic, TopicRefusal.at)).all():
        row = {"partner_id": partner_id, "addr_key": addr_key, "topic": topic, "at": at}
        session.execute(insert(TopicRefusal).values(row).on_conflict_do_nothing())


def _rename(session: Session, *, before: str, after: str, which: ColumnElement[bool]) -> None:
    """The suppressions of one name under the other, without the mails they came from."""
    gone = delete(Suppression).where(Suppression.addr_key == before, which)
    rows = session.execute(gone.returning(*(getattr(Suppression, name) for name in _COPIED))).all()
    for row in rows:
        values = {"id": new_id(), "addr_key": after, **row._mapping}
        session.execute(insert(Suppression).values(values).on_conflict_do_nothing())
