"""Two contacts of a partner become one: what is said here holds at once, what points there follows.

The slices above hear of it by a fact and bring their rows along; the last of them deletes the dropped contact.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions.former import keep_link
from tcma.audiences.actions.holding import suppress
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.models import (
    Consent,
    Contact,
    ContactMerge,
    ContactNote,
    ContactTag,
    ContactTraits,
    ListMember,
    OptIn,
    Suppression,
    TopicRefusal,
)
from tcma.audiences.queries.merged import addresses_of
from tcma.audiences.queries.suppressed import shown_reason
from tcma.audiences.rules.left_out import UNAVAILABLE
from tcma.audiences.rules.merging import FIELDS, chosen, withdrawn
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import NotFound, Refusal
from tcma.base.keyed import keyed
from tcma.base.roles import Actor
from tcma.base.words import N_

CONTACTS_MERGED = "contacts merged"
"""Subject: the merge."""


def merge(
    session: Session, *, actor: Actor, kept_id: UUID, dropped_id: UUID, wanted: Mapping[str, str], now: datetime
) -> ContactMerge:
    """Keep one contact with the chosen fields; a no to either is a no to both, from here on.

    `wanted`: {field: 'kept' or 'dropped'}. NotFound for another partner's; refuses one that is being merged.
    """
    kept, dropped = _both(session, actor.partner, kept_id, dropped_id)
    fields = chosen(kept, dropped, wanted)
    log = ContactMerge(
        id=new_id(), partner_id=actor.partner, kept_id=kept.id, dropped_id=dropped.id, merged_by=actor.person_id,
        merged_name=actor.name, at=now,
        dropped={name: getattr(dropped, name) for name in ("email", "addr_key", "source", *FIELDS)},
        replaced={name: getattr(kept, name) for name, value in fields.items() if getattr(kept, name) != value},
    )  # fmt: skip
    session.add(log)
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.created_at, kept.updated_at = min(kept.created_at, dropped.created_at), now
    session.flush()
    _share_noes(session, kept, dropped.addr_key, now)
    _bring_along(session, log)
    facts.record(session, CONTACTS_MERGED, log.id)
    return log


def finish_merge(session: Session, merge_id: UUID, *, now: datetime) -> None:
    """Everything has followed: the dropped contact goes. What came to it meanwhile is brought along. Safe to run twice.

    A row that still points to it raises; the fact is heard again then, and everything follows once more.
    """
    log = session.get(ContactMerge, merge_id, with_for_update=True)
    if log is None or log.done_at is not None:
        return
    dropped = session.get(Contact, log.dropped_id, with_for_update=True)
    if dropped is not None:
        _share_noes(session, session.get_one(Contact, log.kept_id), dropped.addr_key, now)
        _bring_along(session, log)
        session.execute(delete(ContactTraits).where(ContactTraits.contact_id == log.dropped_id))
        keep_link(session, dropped, now=now, kept_id=log.kept_id)
        session.delete(dropped)
    log.done_at = now
    session.flush()


def _both(session: Session, partner_id: UUID, kept_id: UUID, dropped_id: UUID) -> tuple[Contact, Contact]:
    """Both, locked in one order."""
    if kept_id == dropped_id:
        raise Refusal(N_("Choose two different people."))
    rows = session.scalars(
        select(Contact).where(Contact.id.in_((kept_id, dropped_id)), Contact.partner_id == partner_id)
        .order_by(Contact.id).with_for_update().execution_options(populate_existing=True)
    )  # fmt: skip
    found = {one.id: one for one in rows}
    if len(found) < 2:
        raise NotFound
    busy = select(ContactMerge.id).where(
        ContactMerge.done_at.is_(None),
        or_(ContactMerge.dropped_id.in_((kept_id, dropped_id)), ContactMerge.kept_id == dropped_id),
    )
    if session.scalar(busy.limit(1)) is not None:
        raise Refusal(N_("One of them is being merged just now. Look again in a minute."))
    return found[kept_id], found[dropped_id]


def _share_noes(session: Session, kept: Contact, dropped_key: str, now: datetime) -> None:
    """Whoever said no, or called it spam, under one address is not written to under any other they are known by.

    A bounce is about an address, and stays with it. Why somebody outside this partner said no stays unsaid; what
    lifts it there lifts it here.
    """
    keys = {*addresses_of(session, kept), dropped_key}
    names = {*keys, *map(keyed, keys)}  # of who was erased elsewhere, a no may be kept under the hash alone
    lock_addresses(session, names)
    reason = shown_reason(kept.partner_id)
    said = session.execute(
        select(reason, case((reason == UNAVAILABLE, func.coalesce(Suppression.copy_of_id, Suppression.id))))
        .where(Suppression.addr_key.in_(names), Suppression.reason != "bounced")
        .where(or_(Suppression.partner_id == kept.partner_id, Suppression.scope.in_(("programme", "global"))))
        .distinct()
    ).all()
    for key in sorted(keys):
        for each, origin in said:
            suppress(session, scope="partner", partner_id=kept.partner_id, addr_key=key, reason=each,
                     copy_of_id=origin, now=now)  # fmt: skip
    _share_topics(session, kept, keys)


def _share_topics(session: Session, kept: Contact, keys: set[str]) -> None:
    """Nor about what they did not want to hear of under one of them."""
    refused = select(TopicRefusal).where(TopicRefusal.partner_id == kept.partner_id, TopicRefusal.addr_key.in_(keys))
    rows = [
        {"partner_id": one.partner_id, "addr_key": key, "topic": one.topic, "message_id": one.message_id, "at": one.at}
        for one in session.scalars(refused) for key in sorted(keys)
    ]
    if rows:
        session.execute(insert(TopicRefusal).on_conflict_do_nothing(), rows)


def _bring_along(session: Session, log: ContactMerge) -> None:
    """What this slice keeps of the dropped contact. Safe to run twice."""
    kept, dropped = log.kept_id, log.dropped_id
    lists = select(ListMember.list_id, literal(kept)).where(ListMember.contact_id == dropped)
    own_tags = select(ContactTag.tag_id, literal(kept), ContactTag.partner_id).where(ContactTag.contact_id == dropped)
    session.execute(insert(ListMember).from_select(["list_id", "contact_id"], lists).on_conflict_do_nothing())
    session.execute(
        insert(ContactTag).from_select(["tag_id", "contact_id", "partner_id"], own_tags).on_conflict_do_nothing()
    )
    session.execute(delete(ListMember).where(ListMember.contact_id == dropped))
    session.execute(delete(ContactTag).where(ContactTag.contact_id == dropped))
    session.execute(update(ContactNote).where(ContactNote.contact_id == dropped).values(contact_id=kept))
    session.execute(update(OptIn).where(OptIn.contact_id == dropped).values(contact_id=kept))
    session.execute(update(ContactMerge).where(ContactMerge.kept_id == dropped).values(kept_id=kept))
    _join_consents(session, log)


def _join_consents(session: Session, log: ContactMerge) -> None:
    """Both proofs stay. One that would stand on another's place is kept as that of a merged contact."""
    mine = select(Consent).where(Consent.contact_id.in_((log.kept_id, log.dropped_id))).with_for_update()
    rows = session.scalars(mine.execution_options(populate_existing=True)).all()
    taken = {(one.purpose, one.basis, one.source) for one in rows if one.contact_id == log.kept_id}
    for one in rows:
        if one.contact_id == log.dropped_id:
            if (one.purpose, one.basis, one.source) in taken:
                one.source = f"merge:{log.id}:{one.source}"
            one.contact_id = log.kept_id
    noes = [one.withdrawn_at for one in rows if one.withdrawn_at is not None]
    for one in rows:
        one.withdrawn_at = one.withdrawn_at or withdrawn(one.given_at, noes)
    session.flush()
