"""Suppressions of people who were erased: kept by a keyed hash, so that they hold, and name nobody."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from tcma.audiences.actions.holding import hold_twins, lock_merged
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.models import Contact, Suppression, TopicRefusal
from tcma.audiences.queries.suppressed import ERASED, HASHED, key_array
from tcma.base.db import new_id
from tcma.base.keyed import keyed
from tcma.partners.models import Partner


def forget_address(session: Session, *, addr_key: str, partner_id: UUID | None, now: datetime) -> None:
    """Keep that this address is not written to, for ever, and no more of it than its hash.

    By one partner, or without `partner_id` by anyone. What bounced or complained stays so, under the hash too.
    """
    forget_addresses(session, [addr_key], partner_id=partner_id, now=now)


def forget_addresses(session: Session, addr_keys: Collection[str], *, partner_id: UUID | None, now: datetime) -> None:
    """The same for every address of a person: none of them stays, not even as another's twin."""
    twins = {} if partner_id else lock_merged(session, addr_keys)
    if partner_id:
        lock_addresses(session, addr_keys)
    scope = "partner" if partner_id else "programme"
    for addr_key in addr_keys:
        _forget(session, addr_key, scope, partner_id, now)
    for addr_key, at_partners in twins.items():
        others = {partner: keys.difference(addr_keys) for partner, keys in at_partners.items()}
        hold_twins(session, others, addr_key=addr_key, scope=scope, reason=ERASED, now=now)


def _forget(session: Session, addr_key: str, scope: str, partner_id: UUID | None, now: datetime) -> None:
    mine = Suppression.partner_id == partner_id if partner_id else Suppression.id.is_not(None)
    _rename(session, before=addr_key, after=keyed(addr_key), which=mine)
    session.execute(
        insert(Suppression)
        .values(id=new_id(), scope=scope, partner_id=partner_id, origin_partner_id=partner_id,
                addr_key=keyed(addr_key), reason=ERASED, at=now)
        .on_conflict_do_nothing()
    )  # fmt: skip
    # By the index that begins with the partner. Who unsubscribes locks a contact before its address, and we hold that:
    # such a row is left, and its count is true again once a mail is about to begin.
    theirs = (
        select(Contact.id).where(Contact.partner_id.in_(select(Partner.id)), Contact.addr_key == addr_key)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    session.execute(update(Contact).where(Contact.id.in_(theirs)).values(held_as=keyed(addr_key)))


def mark_erased(session: Session, *, partner_id: UUID, addr_keys: Collection[str]) -> None:
    """Of a partner's people, those who were erased elsewhere: what is kept under their hashes is found for them."""
    if not session.scalar(select(exists().where(HASHED))):
        return  # nobody was ever erased, and hashing takes its time
    by_hash = {keyed(key): key for key in addr_keys}
    known = select(Suppression.addr_key).where(HASHED, Suppression.addr_key == func.any(key_array(by_hash))).distinct()
    for hashed in session.scalars(known).all():
        mine = update(Contact).where(Contact.partner_id == partner_id, Contact.addr_key == by_hash[hashed])
        session.execute(mine.values(held_as=hashed))


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
    """The suppressions of one name under the other, without the mails they came from.

    A row keeps its id, since copies hang on it; where the other name has one like it, the copies go over to that.
    """
    for row in session.scalars(select(Suppression).where(Suppression.addr_key == before, which)).all():
        twin = session.scalar(select(Suppression).where(
            Suppression.addr_key == after, Suppression.scope == row.scope, Suppression.reason == row.reason,
            Suppression.partner_id.is_not_distinct_from(row.partner_id),
            Suppression.copy_of_id.is_not_distinct_from(row.copy_of_id),
        ))  # fmt: skip
        if twin is None:
            row.addr_key, row.message_id = after, None
        else:
            _hand_over(session, row, twin)
        session.flush()


def _hand_over(session: Session, row: Suppression, twin: Suppression) -> None:
    """`row` goes, and what was copied of it hangs on `twin`."""
    other = aliased(Suppression)
    there = exists().where(
        other.copy_of_id == twin.id, other.partner_id == Suppression.partner_id,
        other.addr_key == Suppression.addr_key, other.reason == Suppression.reason,
    )  # fmt: skip
    moved = update(Suppression).where(Suppression.copy_of_id == row.id, ~there).values(copy_of_id=twin.id)
    session.execute(moved, execution_options={"synchronize_session": False})
    session.delete(row)
