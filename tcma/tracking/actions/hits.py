"""Hits into the database, and out of it when they are old."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.composing.models import Link
from tcma.delivery.models import Message
from tcma.tracking.models import DaySalt, Hit, OwnVisitor
from tcma.tracking.rules import HitKind, RawHit
from tcma.tracking.rules.hits import AGENT_MAX

SALTED = timedelta(days=2)


def keep_hits(session: Session, hits: Sequence[RawHit]) -> int:
    """Store hits, to be classed; those stored before add nothing. Returns how many were new.

    A hit of a link or message that has been erased since keeps only what is left.
    """
    links = set(session.scalars(select(Link.id).where(Link.id.in_({hit.link_id for hit in hits}))))
    named = {hit.message_id for hit in hits if hit.message_id}
    messages = set(session.scalars(select(Message.id).where(Message.id.in_(named))))
    rows = [
        {
            "id": hit.id,
            "link_id": hit.link_id,
            "message_id": hit.message_id if hit.message_id in messages else None,
            "at": hit.at,
            "received_at": hit.received_at,
            "method": hit.method[:16],
            "ip": hit.ip[:45],
            "agent": hit.agent[:AGENT_MAX],
            "prefetch": hit.prefetch[:100],
            "kind": HitKind.NEW,
        }
        for hit in hits
        if hit.link_id in links
    ]
    if not rows:
        return 0
    kept: Sequence[UUID] = session.scalars(insert(Hit).on_conflict_do_nothing().returning(Hit.id), rows).all()
    return len(kept)


def forget_hits(session: Session, *, before: datetime, limit: int) -> int:
    """Delete at most so many raw hits of before a time. Returns how many. Touches stay."""
    old = select(Hit.id).where(Hit.at < before).limit(limit)
    return len(session.scalars(delete(Hit).where(Hit.id.in_(old)).returning(Hit.id)).all())


def shorten_addresses(session: Session, *, before: datetime, limit: int) -> int:
    """Leave of at most so many addresses the network, of hits of before a time. Returns how many."""
    whole = select(Hit.ip).where(Hit.at < before, ~func.starts_with(Hit.ip, "~")).distinct().limit(limit)
    addresses = session.scalars(whole).all()
    for address in addresses:
        session.execute(update(Hit).where(Hit.at < before, Hit.ip == address).values(ip="~" + shorten(address)))
    return len(addresses)


def forget_salts(session: Session, *, now: datetime) -> int:
    """The salts of days gone by: what they hashed can be told from other days no more. Returns how many went."""
    return sum(
        len(session.execute(delete(table).where(table.day < (now - SALTED).date()).returning(table.day)).all())
        for table in (DaySalt, OwnVisitor)
    )


def shorten(address: str) -> str:
    """The network an address is in: /24 of IPv4, /48 of IPv6; nothing of what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    width = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network((ip, width), strict=False).network_address)
