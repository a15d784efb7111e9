"""Who shares."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import tokens
from tcma.base.errors import Gone, NotFound
from tcma.base.words import N_
from tcma.partners.models import Partner, Person
from tcma.social.models import Sharer
from tcma.social.rules import SHARE, sharer_id_of


def share_path(sharer_id: UUID) -> str:
    """A person's page of posts."""
    return f"/share/{tokens.sign(SHARE, sharer_id.bytes)}"


def sharer_of_token(session: Session, token: str) -> tuple[Sharer, Partner]:
    """Whose page it is. NotFound for what we never signed; Gone for one that was closed."""
    sharer_id = sharer_id_of(tokens.read(SHARE, token))
    found = session.get(Sharer, sharer_id) if sharer_id else None
    if found is None:
        raise NotFound(N_("This page is not here. The link may have been cut off: open it in the mail itself."))
    partner = session.get_one(Partner, found.partner_id)
    person = session.get(Person, found.person_id) if found.person_id else None
    if found.revoked_at or partner.deactivated_at or (person is not None and person.deactivated_at):
        raise Gone(
            N_("This page for sharing was closed. If you still share for %(partner)s, ask there for a new link."),
            partner=partner.name,
        )
    return found, partner


def own_sharer(session: Session, person_id: UUID) -> Sharer | None:
    """The page of somebody who signs in, if they have one."""
    return session.scalar(select(Sharer).where(Sharer.person_id == person_id, Sharer.revoked_at.is_(None)))


@dataclass(frozen=True)
class Colleague:
    """Someone with a page. `path` is its address."""

    sharer: Sharer
    path: str


def colleagues(session: Session, partner_id: UUID) -> list[Colleague]:
    """Everyone of this partner who has a page now, by name."""
    rows = session.scalars(
        select(Sharer)
        .where(Sharer.partner_id == partner_id, Sharer.revoked_at.is_(None))
        .order_by(Sharer.name, Sharer.id)
    )
    return [Colleague(row, share_path(row.id)) for row in rows]
