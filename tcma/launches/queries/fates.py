"""People of a run by what became of their mail: the names behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.errors import NotFound
from tcma.catalogue.models import AssetRow
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import EventKind, MessageState
from tcma.launches.queries.runs import REFUSED

PAGE = 50
FATES: Mapping[str, ColumnElement[bool]] = {
    "refused": Message.headline.in_(REFUSED),
    "complained": Message.headline == EventKind.COMPLAINED.value,
    "failed": Message.state == MessageState.FAILED,
    "unconfirmed": Message.state == MessageState.UNCONFIRMED,
    "skipped": Message.state == MessageState.SKIPPED,
}


@dataclass(frozen=True)
class Fate:
    """A mail that did not simply arrive. `reason` is what is known of why."""

    contact: Contact | None
    email: str
    asset: str
    at: datetime
    headline: str
    reason: str


@dataclass(frozen=True)
class Fates:
    """One page of them, and how many there are in all."""

    rows: list[Fate]
    total: int
    page: int
    pages: int


def fates(session: Session, *, partner_id: UUID, launch_id: UUID, fate: str, page: int = 1) -> Fates:
    """The latest first. NotFound for a fate that has no list."""
    if fate not in FATES:
        raise NotFound
    mine = (Step.origin_id == launch_id, Step.partner_id == partner_id, FATES[fate])
    total = session.scalar(select(func.count(Message.id)).join(Step, Step.id == Message.step_id).where(*mine)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = session.execute(
        select(Contact, Message.email, AssetRow.title, Message.changed_at, Message.headline, Message.reason)
        .select_from(Message)
        .join(Step, Step.id == Message.step_id)
        .join(AssetRow, AssetRow.id == Step.asset_id)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .where(*mine)
        .order_by(Message.changed_at.desc(), Message.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Fates([Fate(*row) for row in rows], total, page, pages)
