"""What a won deal owes is not the business of deals, yet it has to stand in the same transaction."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session


class Earnings(Protocol):
    """Who earns from deals."""

    def settle(self, session: Session, deal_id: UUID, now: datetime) -> None:
        """The deal was won, changed its amount, was looked at, or is no longer won: what is owed follows.

        The caller holds the deal's row. Settling the same again changes nothing.
        """
