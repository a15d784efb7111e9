"""Do-not-mail lists as their owners may see them. Nobody sees what another partner's list holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, Suppression
from tcma.audiences.queries.suppressed import EVERYONE, OWN_NOES, of_contact
from tcma.partners.models import Partner

PAGE = 50


@dataclass(frozen=True)
class HeldRow:
    """One address or domain: `key` as it is shown, why, since when, and whether its owner can take it off."""

    id: UUID
    key: str
    name: str
    reason: str
    everyone: bool
    at: datetime
    removable: bool


@dataclass(frozen=True)
class HeldPage:
    """One page of a list, and how many there are in all."""

    rows: list[HeldRow]
    total: int
    page: int
    pages: int


def _mine(partner_id: UUID | None) -> ColumnElement[bool]:
    """What a partner may see: its own rows, and those for everyone that came from its mail. Of the vendor: its list."""
    if partner_id is None:
        return and_(Suppression.scope == "programme", Suppression.reason == "listed")
    came = and_(Suppression.scope.in_(EVERYONE), Suppression.origin_partner_id == partner_id)
    # What a merge copied of others is in the one number of those.
    own = and_(Suppression.partner_id == partner_id, Suppression.copy_of_id.is_(None))
    return or_(own, came)


def _matching(partner_id: UUID | None, words: str) -> ColumnElement[bool]:
    wanted = _mine(partner_id)
    for word in words.split()[:6]:
        wanted = and_(wanted, Suppression.addr_key.icontains(word, autoescape=True))
    return wanted


def held(session: Session, partner_id: UUID | None, *, words: str = "", page: int = 1) -> HeldPage:
    """A page of those a partner, or without one the programme, does not write to; newest first."""
    wanted = _matching(partner_id, words)
    total = session.scalar(select(func.count()).select_from(Suppression).where(wanted)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    return HeldPage(list(_rows(session, partner_id, wanted, limit=PAGE, offset=(page - 1) * PAGE)), total, page, pages)


def all_held(session: Session, partner_id: UUID | None) -> Iterator[HeldRow]:
    """All of them, for a file."""
    return _rows(session, partner_id, _mine(partner_id))


def _rows(
    session: Session, partner_id: UUID | None, wanted: ColumnElement[bool], *, limit: int | None = None,
    offset: int = 0,
) -> Iterator[HeldRow]:  # fmt: skip
    name = func.trim(Contact.first_name + " " + Contact.last_name)
    known = and_(Contact.partner_id == partner_id, Contact.addr_key == Suppression.addr_key)
    rows = session.execute(
        select(Suppression, name).outerjoin(Contact, known).where(wanted)
        .order_by(Suppression.at.desc(), Suppression.id.desc()).limit(limit).offset(offset),
        execution_options={"yield_per": 1_000},
    )  # fmt: skip
    for row, called in rows:
        own = row.reason == "listed" and row.partner_id == partner_id
        yield HeldRow(row.id, row.addr_key, called or "", row.reason, row.partner_id is None, row.at, own)


def not_available(session: Session, partner_id: UUID) -> int:
    """How many of a partner's people are held back for a reason outside it: the one number it is told."""
    others = or_(Suppression.origin_partner_id.is_(None), Suppression.origin_partner_id != partner_id)
    everyone = and_(Suppression.partner_id.is_(None), Suppression.scope.in_(EVERYONE), others)
    copied = and_(Suppression.partner_id == partner_id, Suppression.copy_of_id.is_not(None))
    outside = (
        select(Suppression.id).where(or_(everyone, copied))
        .where(of_contact()).correlate(Contact).exists()
    )  # fmt: skip
    own = select(Suppression.id).where(_mine(partner_id), of_contact()).correlate(Contact).exists()
    people = select(func.count()).select_from(Contact).where(Contact.partner_id == partner_id, outside, ~own)
    return session.scalar(people) or 0


@dataclass(frozen=True)
class PartnerCount:
    """How many addresses a partner does not write to, by kind. Numbers only: whose they are is the partner's."""

    name: str
    said_no: int
    bounced: int
    complained: int
    listed: int


def counts_by_partner(session: Session) -> list[PartnerCount]:
    """For the vendor: every partner with its numbers."""
    def number(*reasons: str) -> ColumnElement[int]:
        return func.count(func.distinct(case((Suppression.reason.in_(reasons), Suppression.addr_key))))

    rows = session.execute(
        select(Partner.name, number(*OWN_NOES), number("bounced"), number("complained"), number("listed"))
        .outerjoin(Suppression, Suppression.origin_partner_id == Partner.id)
        .group_by(Partner.id).order_by(func.lower(Partner.name))
    )  # fmt: skip
    return [PartnerCount(*row) for row in rows]
