"""Domains that are warming up, and how far they are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.partners.models import Programme
from tcma.senders.models import WarmUp
from tcma.senders.queries import identity_of
from tcma.senders.rules.warming import Ramp, day_of, warming_words


def ramp_of(row: WarmUp) -> Ramp:
    return Ramp(row.level, row.day, row.taken)


@dataclass(frozen=True)
class Warming:
    """A domain that is warming up, as it is today."""

    domain: str
    started_at: datetime
    ramp: Ramp

    @property
    def words(self) -> str:
        """How far it is today."""
        return warming_words(self.domain, self.ramp)


def warming(session: Session, domains: Collection[str] | None = None, *, now: datetime) -> list[Warming]:
    """Those of `domains`, or all, that are warming up."""
    open_ = select(WarmUp).where(WarmUp.ended_at.is_(None)).order_by(WarmUp.started_at, WarmUp.domain)
    if domains is not None:
        open_ = open_.where(WarmUp.domain.in_(domains))
    zone = session.scalar(select(Programme.timezone)) or "UTC"
    today = day_of(now, zone)
    return [Warming(row.domain, row.started_at, ramp_of(row).on(today)) for row in session.scalars(open_)]


def warming_senders(session: Session, senders: Iterable[str], *, now: datetime) -> list[Warming]:
    """Those of these From headers whose domain is warming up."""
    return warming(session, {identity_of(session, one) for one in set(senders)}, now=now)


def ended_warm_ups(session: Session) -> Sequence[WarmUp]:
    """Those that are over, the last first."""
    return session.scalars(select(WarmUp).where(WarmUp.ended_at.is_not(None)).order_by(WarmUp.ended_at.desc())).all()
