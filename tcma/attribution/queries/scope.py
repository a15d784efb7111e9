"""Which credits a report is about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement

from tcma.attribution.models import Credit, CreditRun
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Scope:
    """Deals closed in [since, until), in one currency; of a region, or of one partner. None: no limit."""

    until: datetime
    since: datetime | None = None
    currency: str | None = None
    region: str | None = None
    partner_id: UUID | None = None

    def credits(self) -> list[ColumnElement[bool]]:
        """For a query over Credit, CreditRun and the deal's Partner."""
        where = [CreditRun.superseded_at.is_(None), Credit.closed_at < self.until]
        if self.since is not None:
            where.append(Credit.closed_at >= self.since)
        if self.currency is not None:
            where.append(Credit.currency == self.currency)
        return where + self.partners()

    def runs(self) -> list[ColumnElement[bool]]:
        """For a query over CreditRun and the deal's Partner."""
        where = [CreditRun.superseded_at.is_(None), CreditRun.conversion_at < self.until]
        if self.since is not None:
            where.append(CreditRun.conversion_at >= self.since)
        if self.currency is not None:
            where.append(CreditRun.currency == self.currency)
        return where + self.partners()

    def partners(self) -> list[ColumnElement[bool]]:
        where = []
        if self.region is not None:
            where.append(Partner.region == self.region)
        if self.partner_id is not None:
            where.append(Partner.id == self.partner_id)
        return where
