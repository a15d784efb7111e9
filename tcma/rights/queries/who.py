"""A person by their address: every row that is theirs, at one partner or anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tcma.audiences.models import Contact
from tcma.audiences.queries import merged_anywhere
from tcma.audiences.rules import addr_key
from tcma.deals.models import Registration as Claim
from tcma.delivery.models import Attempt, Message
from tcma.events.models import Registration as Seat
from tcma.leads.models import Lead
from tcma.partners.models import Person
from tcma.rights.rules import Needles
from tcma.tracking.models import Response


@dataclass(frozen=True)
class Who:
    """One person. `partner_id`: only what this partner holds; None: everything in the programme."""

    key: str
    keys: Sequence[str]  # and those of contacts that were merged with theirs, sorted
    partner_id: UUID | None
    contacts: Sequence[Contact]
    messages: Sequence[UUID]
    attempts: Sequence[UUID]
    leads: Sequence[UUID]
    claims: Sequence[Claim]
    seats: Sequence[Seat]
    phones: Sequence[str]
    signs_in: bool  # has an account too, which is another matter

    @property
    def contact_ids(self) -> list[UUID]:
        return [one.id for one in self.contacts]

    @cached_property
    def needles(self) -> Needles:
        """What they are called in texts."""
        addresses = {self.key, *(c.email for c in self.contacts), *(s.email for s in self.seats)}
        names = {(c.first_name, c.last_name) for c in self.contacts} | {(s.first_name, s.last_name) for s in self.seats}
        names |= {_parted(claim.contact_name) for claim in self.claims}
        phones = {*(c.phone for c in self.contacts), *(c.contact_phone for c in self.claims), *self.phones}
        return Needles.of(filter(None, addresses), names, filter(None, phones))

    @property
    def values(self) -> dict[str, Any]:
        """What the SQL of rules.held asks for."""
        return {
            "key": self.key, "keys": list(self.keys), "partner_id": self.partner_id, "contacts": self.contact_ids,
            "messages": list(self.messages), "attempts": list(self.attempts), "leads": list(self.leads),
            "attempt_tags": [str(one) for one in self.attempts],
            "claims": [one.id for one in self.claims], "seats": [one.id for one in self.seats],
            "like": f"%{self.key.translate(_PLAIN)}%",
        }  # fmt: skip


_PLAIN = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def find(session: Session, email: str, *, partner_id: UUID | None = None, lock: bool = False) -> Who:
    """Everything of the person with this address, or whose it became by a merge. Raises BadAddress.

    `lock` holds their contacts' rows.
    """
    key = addr_key(email)

    def mine(owner: InstrumentedAttribute[Any]) -> tuple[ColumnElement[bool], ...]:
        return (owner == partner_id,) if partner_id else ()

    known = _known_as(session, key, partner_id)
    theirs = [and_(Contact.partner_id == owner, Contact.addr_key.in_(keys)) for owner, keys in known.items()]
    wanted = select(Contact).where(or_(false(), *theirs)).order_by(Contact.id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    contacts = session.scalars(wanted).all()
    ids = [one.id for one in contacts]
    messages = session.scalars(
        select(Message.id).where(
            or_(Message.contact_id.in_(ids), Message.addr_key == key), *mine(Message.partner_id)
        )
    ).all()
    claims = session.scalars(
        select(Claim).where(
            or_(Claim.contact_id.in_(ids), func.lower(Claim.contact_email) == key), *mine(Claim.partner_id)
        )
    ).all()
    seats = session.scalars(
        select(Seat).where(or_(Seat.contact_id.in_(ids), func.lower(Seat.email) == key), *mine(Seat.partner_id))
    ).all()
    answers = session.scalars(select(Response.answers).where(Response.contact_id.in_(ids))).all()
    return Who(
        key=key, keys=sorted({key}.union(*known.values())),
        partner_id=partner_id, contacts=contacts, messages=messages, claims=claims, seats=seats,
        attempts=session.scalars(select(Attempt.id).where(Attempt.message_id.in_(messages))).all(),
        leads=session.scalars(select(Lead.id).where(Lead.contact_id.in_(ids))).all(),
        phones=[str(found.get("phone", "")) for found in answers],
        signs_in=session.scalar(select(Person.id).where(Person.email == key)) is not None,
    )  # fmt: skip


def _known_as(session: Session, key: str, partner_id: UUID | None) -> dict[UUID, set[str]]:
    """{partner: the addresses of this person there}: by a merge at that partner, it may be more than this one."""
    holding = session.scalars(select(Contact.partner_id).where(Contact.addr_key == key))
    known = {owner: {key} for owner in holding if owner is not None}
    for owner, others in merged_anywhere(session, [key]).get(key, {}).items():
        known[owner] = {key, *others}
    return {owner: keys for owner, keys in known.items() if partner_id in (None, owner)}


def _parted(name: str) -> tuple[str, str]:
    first, _, last = name.strip().rpartition(" ")
    return (first, last) if first else (last, "")
