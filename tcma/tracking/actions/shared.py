"""Clicks on shared links become touches: one visitor once a day for each link, and no cookie.

Who clicked is not known before a form says so, or a browser that may be remembered; that it was somebody else is told
by a hash of address and browser under the day's salt.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.composing.models import Link
from tcma.tracking.actions.browsers import people_of
from tcma.tracking.actions.traits import keep_engagement
from tcma.tracking.models import DaySalt, Hit, OwnVisitor, Touch
from tcma.tracking.rules import SHARED, Channel, TouchKind


def add_shared_touches(session: Session, hits: Sequence[Hit]) -> None:
    """A touch for each visitor's first human hit of a day on each shared link; other hits are left alone.

    Those of the partner's own people, as far as they are known on this day, don't count.
    """
    links = _links(session, hits)
    ours = sorted((hit for hit in hits if hit.message_id is None and hit.link_id in links), key=_order)
    if not ours:
        return
    salts = {day: _salt(session, day) for day in sorted({hit.at.astimezone(UTC).date() for hit in ours})}
    seen = _seen(session, {hit.link_id for hit in ours})
    own = _own(session, salts)
    known = _known(session, [(links[hit.link_id][0].partner_id, hit.visitor) for hit in ours if hit.visitor])
    for hit in ours:
        visitor = visitor_of(salts[hit.at.astimezone(UTC).date()], hit.ip, hit.agent)
        if (hit.link_id, visitor) in seen:
            continue
        seen.add((hit.link_id, visitor))
        link, kit_id = links[hit.link_id]
        session.add(
            Touch(
                at=hit.at, kind=TouchKind.SHARE, channel=Channel.SOCIAL, partner_id=link.partner_id,
                counts=(link.partner_id, visitor) not in own, link_id=link.id, hit_id=hit.id, kit_id=kit_id,
                version_id=link.version_id, asset_id=link.asset_id, language=link.language, visitor=visitor,
                browser=hit.visitor or None, contact_id=known.get((link.partner_id, hit.visitor)),
            )
        )  # fmt: skip
    session.flush()
    keep_engagement(session, set(known.values()))


def know_own(session: Session, *, partner_id: UUID, ip: str, agent: str, at: datetime) -> None:
    """Somebody with this address and browser belongs to the partner: today they are no visitor of its posts."""
    day = at.astimezone(UTC).date()
    visitor = visitor_of(_salt(session, day), ip, agent)
    row = insert(OwnVisitor).values(day=day, partner_id=partner_id, visitor=visitor)
    session.execute(row.on_conflict_do_nothing())


def visitor_today(session: Session, *, ip: str, agent: str, at: datetime) -> str:
    """Who this is today, as a click on a shared link would say it."""
    return visitor_of(_salt(session, at.astimezone(UTC).date()), ip, agent)


def visitor_of(salt: bytes, ip: str, agent: str) -> str:
    """The same for one address and browser on one day, and never on another."""
    return hashlib.blake2b(f"{ip}\n{agent}".encode(), key=salt, digest_size=16).hexdigest()


def _order(hit: Hit) -> tuple[float, UUID]:
    return hit.at.timestamp(), hit.id


def _links(session: Session, hits: Iterable[Hit]) -> dict[UUID, tuple[Link, UUID]]:
    """The shared links among those of the hits, each with its kit."""
    ids = {hit.link_id for hit in hits if hit.message_id is None}
    rows = session.execute(
        select(Link, KitVersion.kit_id)
        .join(KitVersion, KitVersion.id == Link.version_id)
        .where(Link.id.in_(ids), Link.kind == SHARED)
    )
    return {link.id: (link, kit_id) for link, kit_id in rows}


def _seen(session: Session, link_ids: Iterable[UUID]) -> set[tuple[UUID | None, str | None]]:
    """(link, visitor) of the touches there are. A visitor of another day has another name."""
    rows = session.execute(select(Touch.link_id, Touch.visitor).where(Touch.link_id.in_(link_ids)))
    return {(link_id, visitor) for link_id, visitor in rows}


def _known(session: Session, pairs: Collection[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """Contacts of browsers that a token or a form has joined before, by (partner, browser)."""
    found: dict[tuple[UUID, str], UUID] = {}
    for partner_id in {one for one, _ in pairs}:
        theirs = people_of(session, partner_id, {browser for one, browser in pairs if one == partner_id})
        found |= {(partner_id, browser): contact_id for browser, contact_id in theirs.items()}
    return found


def _own(session: Session, days: Iterable[date]) -> set[tuple[UUID, str]]:
    """(partner, visitor) of people known to be the partner's own on these days."""
    rows = session.execute(select(OwnVisitor.partner_id, OwnVisitor.visitor).where(OwnVisitor.day.in_(days)))
    return {(partner_id, visitor) for partner_id, visitor in rows}


def _salt(session: Session, day: date) -> bytes:
    """The day's salt, made when it is first needed."""
    session.execute(insert(DaySalt).values(day=day, salt=secrets.token_bytes(32)).on_conflict_do_nothing())
    return session.scalars(select(DaySalt.salt).where(DaySalt.day == day)).one()
