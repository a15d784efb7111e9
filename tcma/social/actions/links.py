"""Personal links: one for each post, network and language, made when the person looks at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.catalogue.queries import asset_row
from tcma.composing.models import Link
from tcma.social.models import ShareLink, Sharer
from tcma.social.rules import new_code
from tcma.tracking.rules import SHARED


@dataclass(frozen=True)
class Wanted:
    """A link there should be: of which post ('' for the whole kit), and where it leads."""

    version_id: UUID
    asset_key: str
    post: str
    network: str
    language: str
    url: str

    @property
    def key(self) -> tuple[UUID, str, str, str, str]:
        return self.version_id, self.asset_key, self.post, self.network, self.language


def links_for(session: Session, sharer: Sharer, wanted: Iterable[Wanted], *, now: datetime) -> dict[Wanted, str]:
    """The code of each link; those there are not yet are made. Twice at once makes each once."""
    session.scalars(select(Sharer.id).where(Sharer.id == sharer.id).with_for_update()).one()
    rows = session.execute(
        select(ShareLink, Link.code).join(Link, Link.id == ShareLink.link_id).where(ShareLink.sharer_id == sharer.id)
    )
    known = {(one.version_id, one.asset_key, one.post, one.network, one.language): str(code) for one, code in rows}
    found: dict[Wanted, str] = {}
    for one in wanted:
        if one.key not in known:
            known[one.key] = _make(session, sharer, one, now)
        found[one] = known[one.key]
    return found


def _make(session: Session, sharer: Sharer, one: Wanted, now: datetime) -> str:
    code = new_code()
    link = Link(
        id=new_id(), partner_id=sharer.partner_id, version_id=one.version_id,
        asset_id=asset_row(session, one.version_id, one.asset_key).id, language=one.language, position=0,
        kind=SHARED, label=one.post or one.network, url=one.url, code=code,
    )  # fmt: skip
    session.add(link)
    session.flush()
    session.add(
        ShareLink(
            id=new_id(), sharer_id=sharer.id, partner_id=sharer.partner_id, version_id=one.version_id,
            asset_key=one.asset_key, post=one.post, network=one.network, language=one.language, link_id=link.id,
            created_at=now,
        )
    )  # fmt: skip
    session.flush()
    return code
