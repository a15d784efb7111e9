"""Hits into the database, and out of it when they are old."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.sets import given, types
from tcma.composing.models import Link
from tcma.delivery.models import Message
from tcma.tracking.models import DaySalt, Hit, OwnVisitor
from tcma.tracking.rules import HitKind, RawHit
from tcma.tracking.rules.hits import AGENT_MAX, PRIVATE
from tcma.tracking.rules.networks import shorten

SALTED = timedelta(days=2)


def keep_hits(session: Session, hits: Sequence[RawHit]) -> int:
    """Store hits, to be classed; those stored before add nothing. Returns how many were new.

    A hit of a link or message that has been erased since keeps only what is left.
    """
    if not hits:
        return 0
    raw = given((_row(hit) for hit in hits), types(Hit, *_COLUMNS))
    kept = [Message.id if name == "message_id" else raw.c[name] for name in _COLUMNS]
    rows = (
        select(*kept, literal(HitKind.NEW, Hit.kind.type))
        .select_from(raw).join(Link, Link.id == raw.c.link_id)
        .outerjoin(Message, Message.id == raw.c.message_id)
    )  # fmt: skip
    stored = insert(Hit).from_select([*_COLUMNS, "kind"], rows).on_conflict_do_nothing().returning(Hit.id)
    return len(session.scalars(stored).all())


_COLUMNS = ("id", "link_id", "message_id", "at", "received_at", "method", "ip", "agent", "prefetch", "signs", "visitor")


def _row(hit: RawHit) -> dict[str, object]:
    return {
        "id": hit.id, "link_id": hit.link_id, "message_id": hit.message_id, "at": hit.at,
        "received_at": hit.received_at, "method": _text(hit.method, 16), "ip": _text(hit.ip, 45),
        "agent": _text(hit.agent, AGENT_MAX), "prefetch": _text(hit.prefetch, 100), "signs": _text(hit.signs, 100),
        "visitor": _text(hit.visitor, 22),
    }  # fmt: skip


def _text(value: str, most: int) -> str:
    """PostgreSQL stores no NUL, and one such hit would hold up all that came with it."""
    return value.replace("\0", "")[:most]


def forget_hits(session: Session, *, before: datetime, limit: int) -> int:
    """Delete at most so many raw hits of before a time. Returns how many. Touches stay."""
    old = select(Hit.id).where(Hit.at < before).limit(limit)
    return len(session.scalars(delete(Hit).where(Hit.id.in_(old)).returning(Hit.id)).all())


def shorten_addresses(session: Session, *, before: datetime, limit: int, private: bool = False) -> int:
    """Leave of at most so many addresses the network, of hits of before a time. Returns how many.

    `private`: only of those whose browser asked not to be followed.
    """
    these = [Hit.at < before, *([Hit.signs.contains(PRIVATE)] if private else [])]
    whole = select(Hit.ip).where(*these, ~func.starts_with(Hit.ip, "~")).distinct().limit(limit)
    addresses = session.scalars(whole).all()
    for address in addresses:
        session.execute(update(Hit).where(*these, Hit.ip == address).values(ip="~" + shorten(address)))
    return len(addresses)


def forget_salts(session: Session, *, now: datetime) -> int:
    """The salts of days gone by: what they hashed can be told from other days no more. Returns how many went."""
    return sum(
        len(session.execute(delete(table).where(table.day < (now - SALTED).date()).returning(table.day)).all())
        for table in (DaySalt, OwnVisitor)
    )
