"""The programme and its partners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.partners.models import Invitation, Partner, Person, Programme
from tcma.partners.rules import ProgrammeCard


@dataclass(frozen=True)
class PartnerRow:
    """A partner in the vendor's list. `waiting`: invitations that nobody has accepted yet."""

    id: UUID
    name: str
    country: str
    region: str
    language: str
    people: int
    waiting: int
    joined_at: datetime


_SORTS = {"name": func.lower(Partner.name), "region": Partner.region, "joined": Partner.joined_at}


def programme_card(session: Session) -> ProgrammeCard | None:
    """The programme; None before `tcma init`."""
    found = session.get(Programme, 1)
    if found is None:
        return None
    mark = f"/media/logo/{found.mark_key}" if found.mark_key else None
    return ProgrammeCard(found.vendor_name, mark, found.website, found.timezone, found.currency)


def one_partner(session: Session, partner_id: UUID) -> Partner:
    """A partner by id; NotFound otherwise."""
    found = session.get(Partner, partner_id)
    if found is None:
        raise NotFound
    return found


def partner_rows(
    session: Session, *, now: datetime, text: str = "", sort: str = "name", page: int = 1, size: int = 50
) -> tuple[Sequence[PartnerRow], int]:
    """One page of the active partners whose name holds `text`, and how many there are in all."""
    people = (
        select(func.count()).where(Person.partner_id == Partner.id, Person.deactivated_at.is_(None)).scalar_subquery()
    )
    waiting = (
        select(func.count())
        .where(Invitation.partner_id == Partner.id, Invitation.accepted_at.is_(None), Invitation.expires_at > now)
        .scalar_subquery()
    )
    wanted: list[ColumnElement[bool]] = [Partner.deactivated_at.is_(None)]
    if text:
        wanted.append(Partner.name.icontains(text, autoescape=True))
    column = _SORTS.get(sort.removeprefix("-"), _SORTS["name"])
    order = column.desc() if sort.startswith("-") else column.asc()
    found = session.execute(
        select(
            Partner.id, Partner.name, Partner.country, Partner.region, Partner.language, people, waiting,
            Partner.joined_at,
        )
        .where(*wanted)
        .order_by(order, Partner.id)
        .limit(size)
        .offset((page - 1) * size)
    )  # fmt: skip
    total = session.scalar(select(func.count()).select_from(Partner).where(*wanted)) or 0
    return [PartnerRow(*row) for row in found], total
