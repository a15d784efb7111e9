"""The tracked links in files: one for each target, made when a file is first looked at, and the same ever after."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.catalogue.queries import asset_row
from tcma.composing.models import Link
from tcma.composing.rules import address_of
from tcma.files.models import FileLink
from tcma.files.queries import FileKit
from tcma.partners.models import Partner
from tcma.senders.queries.sites import base_url
from tcma.social.rules import new_code
from tcma.tracking.rules import SHARED


def links_for(
    session: Session, found: FileKit, *, asset_key: str, medium: str, targets: Iterable[str], now: datetime
) -> dict[str, str]:
    """{target: tracked address} in a file of this partner; those there are not yet are made. Twice at once makes one.

    What is clicked is credited to the asset `asset_key`.
    """
    wanted, partner, at = list(targets), found.partner, f"{found.event_id}:" if found.event_id else ""
    if not wanted:
        return {}
    session.scalars(select(Partner.id).where(Partner.id == partner.id).with_for_update()).one()
    rows = session.execute(
        select(FileLink.target, Link.code)
        .join(Link, Link.id == FileLink.link_id)
        .where(
            FileLink.partner_id == partner.id, FileLink.version_id == found.offer.version.id,
            FileLink.asset_key == asset_key, FileLink.medium == medium, FileLink.language == found.language,
            FileLink.office_id.is_not_distinct_from(found.chosen),
        )
    )  # fmt: skip
    codes = {place.removeprefix(at): str(code) for place, code in rows if place.startswith(at)}
    for target in wanted:
        if target not in codes:
            codes[target] = _make(session, found, asset_key, medium, at, target, now)
    base = base_url(session, partner.id)
    return {target: f"{base}/s/{codes[target]}" for target in wanted}


def link_for(session: Session, found: FileKit, *, asset_key: str, medium: str, now: datetime) -> str:
    """The tracked address of the campaign's page."""
    target = f"page:{found.offer.page.key}"
    return links_for(session, found, asset_key=asset_key, medium=medium, targets=[target], now=now)[target]


def _make(session: Session, found: FileKit, asset_key: str, medium: str, at: str, target: str, now: datetime) -> str:
    code, version = new_code(), found.offer.version
    link = Link(
        id=new_id(), partner_id=found.partner.id, version_id=version.id,
        asset_id=asset_row(session, version.id, asset_key).id, language=found.language, position=0, kind=SHARED,
        label=medium, url=address_of(found.kit, target, found.landing), code=code,
    )  # fmt: skip
    session.add(link)
    session.flush()
    session.add(
        FileLink(
            id=new_id(), partner_id=found.partner.id, version_id=version.id, asset_key=asset_key, medium=medium,
            language=found.language, office_id=found.chosen, target=at + target, link_id=link.id, created_at=now,
        )
    )  # fmt: skip
    session.flush()
    return code
