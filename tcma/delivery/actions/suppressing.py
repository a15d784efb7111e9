"""In step with SES's own suppression list: what each knows of bounces and complaints, the other learns."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions import suppress
from tcma.audiences.models import Suppression
from tcma.audiences.rules import addr_key
from tcma.base.errors import Refusal
from tcma.base.keyed import PSEUDONYM
from tcma.delivery.models import SesMark
from tcma.delivery.ports import Listed

LEARNED, TOLD = "suppressed learned", "suppressed told"
BEGINNING = timedelta(days=3650)
OVERLAP = {LEARNED: timedelta(days=1), TOLD: timedelta(0)}  # what SES lists late is seen all the same
SETTLED = timedelta(minutes=1)  # after which every transaction that suppresses is over


def mark(session: Session, name: str, *, now: datetime) -> datetime:
    """From when on to look: as far as it came, and some more."""
    found = session.get(SesMark, name)
    return found.at - OVERLAP[name] if found else now - BEGINNING


def set_mark(session: Session, name: str, *, at: datetime) -> None:
    session.execute(
        insert(SesMark).values(name=name, at=at)
        .on_conflict_do_update(index_elements=["name"], set_={"at": at})
    )


def learn(session: Session, listed: Sequence[Listed], *, now: datetime) -> int:
    """Nobody writes to these any more. Returns how many are new; what is no address is left out."""
    new = 0
    for one in sorted(listed, key=lambda each: each.email):
        try:
            key = addr_key(one.email)
        except Refusal:  # no address of anybody: there is nobody to leave in peace
            continue
        found = suppress(session, scope="global", partner_id=None, addr_key=key, reason=one.reason, now=now)
        new += found is not None
    return new


def to_tell(session: Session, since: datetime, *, until: datetime, most: int) -> list[tuple[datetime, Listed]]:
    """Bounces and complaints that we heard of ourselves, oldest first, all of one moment or none.

    Who was erased is a hash, of which SES has no use.
    """
    rows = session.execute(
        select(Suppression.at, Suppression.addr_key, Suppression.reason)
        .where(Suppression.scope == "global", Suppression.reason.in_(("bounced", "complained")), Suppression.at > since,
               Suppression.message_id.is_not(None), ~Suppression.addr_key.startswith(PSEUDONYM),
               ~Suppression.addr_key.startswith("@"), Suppression.at <= until)
        .order_by(Suppression.at).fetch(most, with_ties=True)
    )
    return [(at, Listed(key, reason)) for at, key, reason in rows]
