"""The database of an erasure: what is the person's goes, what is counted is made nobody's."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from tcma.audiences.actions import forget_addresses, keep_link
from tcma.audiences.models import Contact
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.keyed import keyed, pseudonym
from tcma.deals.models import DealMessage
from tcma.deals.models import Registration as Claim
from tcma.delivery import actions as delivery
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState
from tcma.events.actions import give_back
from tcma.events.models import Registration as Seat
from tcma.events.rules.states import ACTIVE, SeatState
from tcma.rights.actions.mails import clean_mails
from tcma.rights.queries import Who, find
from tcma.rights.rules import GONE, HELD, Way


def stop(session: Session, who: Who, *, now: datetime) -> None:
    """From the commit on nothing begins to this person: seats go back, waiting mails are taken out.

    Seats first: an event is locked before an address, here as elsewhere.
    """
    for seat in who.seats:
        if seat.state in ACTIVE:
            _leave_event(session, seat.id, now)
    forget_addresses(session, who.keys, partner_id=who.partner_id, now=now)
    session.execute(
        update(Message)
        .where(Message.id.in_(who.messages), Message.state.in_((MessageState.QUEUED, MessageState.CLAIMED)))
        .values(state=delivery.unless_out(MessageState.CANCELLED), reason="erased", claim_id=None, lease_until=None,
                changed_at=now)
    )


def _leave_event(session: Session, seat_id: UUID, now: datetime) -> None:
    try:
        give_back(session, seat_id, now=now)
    except Refusal:  # it has begun: nobody else can have the seat
        session.execute(
            update(Seat).where(Seat.id == seat_id).values(state=SeatState.CANCELLED, cancelled_at=now, updated_at=now)
        )


def erase(session: Session, email: str, *, partner_id: UUID | None = None, now: datetime) -> dict[str, int]:
    """Clear every table of the list. Returns {table: rows that went or were cleared}. Raises BadAddress.

    Counts, credits and amounts are what they were: a row of nobody stands where the contact was.
    """
    who = find(session, email, partner_id=partner_id)
    stop(session, who, now=now)
    who = find(session, email, partner_id=partner_id, lock=True)  # under the lock of the address nobody comes back
    nobody = pseudonym()
    values = {**who.values, "pseudonym": nobody, "now": now,
              "hashes": json.dumps({key: keyed(key) for key in who.keys})}  # fmt: skip
    done = {"compositions": clean_mails(session, who, now=now)}
    for claim in who.claims:
        _clean_claim(session, claim, who)
    session.flush()
    for held in HELD:
        if held.table not in ("contacts", "suppressions") and held.way is not Way.SWEEP:
            done[held.table] = _clear(session, held.table, held.way, held.whose, held.cleared, values)
    for contact in who.contacts:
        keep_link(session, contact, now=now, held_under=keyed(contact.addr_key))
        _replace(session, contact, nobody)
    session.expire_all()
    done["contacts"] = len(who.contacts)
    return {table: rows for table, rows in done.items() if rows}


def _clear(
    session: Session, table: str, way: Way, whose: str, cleared: Mapping[str, str], values: Mapping[str, Any]
) -> int:
    if way is Way.DELETE:
        statement = f"DELETE FROM {table} AS t WHERE {whose}"
    elif cleared:
        into = ", ".join(f'"{column}" = {value}' for column, value in cleared.items())
        statement = f"UPDATE {table} AS t SET {into} WHERE {whose}"
    else:
        return 0
    # Names and SQL are those of the list; nothing of it comes from outside.
    return len(session.execute(text(statement + " RETURNING 1"), values).all())


def _clean_claim(session: Session, claim: Claim, who: Who) -> None:
    for name in ("description", "decision", "relationship", "extension_reason"):
        setattr(claim, name, who.needles.out_of(getattr(claim, name), about=True))
    for message in session.scalars(select(DealMessage).where(DealMessage.registration_id == claim.id)):
        message.body = who.needles.out_of(message.body, about=True)


def _replace(session: Session, contact: Contact, nobody: str) -> None:
    """A row of nobody in the contact's place: everything that counts it points there."""
    stand_in = Contact(
        id=new_id(), partner_id=None, email="", addr_key=nobody, account_domain=_firm(session, contact),
        first_name=GONE, last_name="", company="", title="", phone="", country="", language="", timezone="", source="",
        created_at=contact.created_at, updated_at=contact.updated_at,
    )  # fmt: skip
    session.add(stand_in)
    session.flush()
    for held in HELD:
        if held.link:
            statement = f"UPDATE {held.table} SET {held.link} = :after WHERE {held.link} = :before"
            session.execute(text(statement), {"before": contact.id, "after": stand_in.id})
    session.delete(contact)
    session.flush()


def _firm(session: Session, contact: Contact) -> str | None:
    """The firm's domain stays where a deal with the firm is registered: its credits are computed by it."""
    of_firm = select(func.count(Claim.id)).where(Claim.account_domain == contact.account_domain)
    return contact.account_domain if contact.account_domain and session.scalar(of_firm) else None
