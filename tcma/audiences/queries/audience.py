"""Who of a list or a segment can be mailed now, and why the others are left out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Text, case, cast, exists, func, literal, null, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PgUuid
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, Contact, ListMember, TopicRefusal
from tcma.audiences.queries.suppressed import gravest, holding, of_contact, shown_reason
from tcma.audiences.rules import Basis, enough_in
from tcma.audiences.rules.left_out import NO_CONSENT, TOPIC

NO_CAP: ColumnElement[str | None] = cast(null(), Text)
"""Nobody is left out for having had enough."""


@dataclass(frozen=True, slots=True)
class Mailable:
    """Someone who can be mailed, and on what ground. An empty `language` means the partner's own."""

    contact_id: UUID
    email: str
    addr_key: str
    first_name: str
    last_name: str
    company: str
    country: str
    language: str
    timezone: str
    basis: str


@dataclass(frozen=True)
class Audience:
    """The people of a list, and how many are left out for which reason (rules.left_out names them)."""

    people: list[Mailable]
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one contact can be mailed: `reason` is '' if so, else why not."""

    basis: str
    reason: str


def _bases(partner_id: UUID, now: datetime) -> Any:
    """The bases of each contact that have neither ended nor been withdrawn."""
    return (
        select(Consent.contact_id, func.array_agg(Consent.basis, type_=ARRAY(String)).label("bases"))
        .where(Consent.partner_id == partner_id, Consent.purpose == "marketing", Consent.withdrawn_at.is_(None))
        .where(or_(Consent.expires_at.is_(None), Consent.expires_at > now))
        .group_by(Consent.contact_id)
        .subquery()
    )


def _held_back(partner_id: UUID, topic: str = "") -> ColumnElement[str | None]:
    """Why nothing may be sent to a contact's address: the gravest reason, the partner's own before everyone's."""
    reason = shown_reason(partner_id)
    held = (
        select(reason).where(of_contact(), holding(partner_id)).order_by(gravest(reason)).limit(1)
        .correlate(Contact).scalar_subquery()
    )  # fmt: skip
    if not topic:
        return held
    refused = exists().where(
        TopicRefusal.partner_id == partner_id, TopicRefusal.topic == topic, TopicRefusal.addr_key == Contact.addr_key
    ).correlate(Contact)  # fmt: skip
    return func.coalesce(held, case((refused, TOPIC)))


def _on(statement: Any, partner_id: UUID, list_id: UUID | None, among: ColumnElement[bool] | None) -> Any:
    statement = statement.where(Contact.partner_id == partner_id)
    if among is not None:
        statement = statement.where(among)
    if list_id is None:
        return statement
    return statement.join(ListMember, ListMember.contact_id == Contact.id).where(ListMember.list_id == list_id)


def verdict(country: str, bases: Sequence[str] | None, held_back: str | None, cap: str | None = None) -> Standing:
    """The strongest basis that is enough in the person's country, or why they are left out: by the cap last of all."""
    enough = enough_in(country)
    basis = next((basis for basis in Basis if bases and basis in bases and basis in enough), "")
    return Standing(basis, held_back or (cap or "" if basis else NO_CONSENT))


def audience(
    session: Session, *, partner_id: UUID, list_id: UUID | None, now: datetime,
    among: ColumnElement[bool] | None = None, topic: str = "", cap: ColumnElement[str | None] = NO_CAP,
) -> Audience:  # fmt: skip
    """The people of a list (of all lists, without one) who can be mailed now, by name, and who is left out.

    `among`: only those of whom this holds, such as `in_segment`. With `topic`, who does not want to hear about it
    from this partner is left out too. `cap`: the reason of a frequency cap for the contact beside it, or NULL.
    """
    bases = _bases(partner_id, now)
    statement = select(
        Contact.id, Contact.email, Contact.addr_key, Contact.first_name, Contact.last_name, Contact.company,
        Contact.country, Contact.language, Contact.timezone, bases.c.bases, _held_back(partner_id, topic), cap,
    ).outerjoin(bases, bases.c.contact_id == Contact.id)  # fmt: skip
    found, left_out = Audience([]), Counter[str]()
    for row in session.execute(_on(statement, partner_id, list_id, among).order_by(Contact.id)):
        stands = verdict(row.country, row.bases, row[10], row[11])
        if stands.reason:
            left_out[stands.reason] += 1
        else:
            found.people.append(Mailable(*[*row[:9], stands.basis]))
    found.left_out.update(left_out)
    return found


def count(
    session: Session, *, partner_id: UUID, list_id: UUID | None, now: datetime,
    among: ColumnElement[bool] | None = None, topic: str = "", cap: ColumnElement[str | None] = NO_CAP,
) -> tuple[int, dict[str, int]]:  # fmt: skip
    """How many of a list can be mailed, and {reason: how many} are left out; the same answer as `audience`."""
    bases, held_back = _bases(partner_id, now), _held_back(partner_id, topic)
    found = cast(bases.c.bases, ARRAY(Text)).label("bases")
    every = select(Contact.country, found, held_back.label("held_back"), cap.label("cap"))
    people = _on(every.outerjoin(bases, bases.c.contact_id == Contact.id), partner_id, list_id, among).subquery()
    groups = session.execute(
        select(people.c.country, people.c.bases, people.c.held_back, people.c.cap, func.count())
        .group_by(*people.c)
    )
    mailable, left_out = 0, Counter[str]()
    for country, own, reason, capped, number in map(tuple, groups):
        stands = verdict(country, own, reason, capped)
        if stands.reason:
            left_out[stands.reason] += number
        else:
            mailable += number
    return mailable, dict(left_out)


def standing(
    session: Session, *, partner_id: UUID, contact_ids: Sequence[UUID], now: datetime, topic: str = "",
    cap: ColumnElement[str | None] = NO_CAP,
) -> dict[UUID, Standing]:
    """How each of these contacts stands now, for mail about `topic` if one is given, and under `cap` (see `audience`).

    One that is gone, or another partner's, has no consent.
    """
    wanted = literal(list(contact_ids), ARRAY(PgUuid(as_uuid=True)))
    bases = _bases(partner_id, now)
    rows = session.execute(
        select(Contact.id, Contact.country, bases.c.bases, _held_back(partner_id, topic), cap)
        .outerjoin(bases, bases.c.contact_id == Contact.id)
        .where(Contact.partner_id == partner_id, Contact.id == func.any(wanted))
    )
    found = {
        contact_id: verdict(country, own, held_back, capped) for contact_id, country, own, held_back, capped in rows
    }
    return {contact_id: found.get(contact_id, Standing("", NO_CONSENT)) for contact_id in contact_ids}
