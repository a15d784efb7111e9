"""Deals that earn: the cast of the deals' tests, a plan, and a partner that helps."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.access import Actor
from tcma.base.roles import Role
from tcma.commissions import actions, queries
from tcma.commissions.models import CommissionEntry
from tcma.commissions.rules import Plan, Rate
from tcma.deals import actions as deals
from tcma.deals.models import Deal, Registration
from tests.deals.world import NOW, World, partner, person
from tests.deals.world import build as build_deals

TEN = (Rate("", "", Decimal(10)),)


@dataclass
class Payables:
    """`helga` works for a partner that helps to sell."""

    deals: World
    helga: Actor

    @property
    def session(self) -> Session:
        return self.deals.session

    def plan(self, *, now: datetime = NOW, **says: Any) -> Plan:
        """In force from now on; ten percent for everybody unless it says otherwise."""
        wanted = Plan(**{"rates": TEN, **says})
        based_on = queries.plan_in_force(self.session).number
        return actions.save_plan(self.session, plan=wanted, based_on=based_on, actor=self.deals.fatima, now=now)

    def won(self, amount: str = "12000.00", **more: Any) -> tuple[Registration, Deal]:
        return self.deals.won(self.deals.alice, amount=amount, **more)

    def entries(self, partner_id: UUID | None = None) -> list[CommissionEntry]:
        rows = select(CommissionEntry).order_by(CommissionEntry.made_at, CommissionEntry.id)
        if partner_id is not None:
            rows = rows.where(CommissionEntry.partner_id == partner_id)
        return list(self.session.scalars(rows.execution_options(populate_existing=True)))

    def ledger(self, partner_id: UUID | None = None) -> list[tuple[str, str]]:
        """(amount, state) of each entry, the oldest first."""
        return [(f"{one.amount.normalize():f}", str(one.state)) for one in self.entries(partner_id)]

    def approve(self, now: datetime = NOW) -> int:
        return actions.approve(self.session, actor=self.deals.fatima, now=now)

    def pay(self, currency: str = "EUR", now: datetime = NOW) -> Decimal:
        return actions.pay(self.session, currency=currency, actor=self.deals.vera, now=now).total

    def reopen(self, registration: Registration, *, lost: bool = False, now: datetime = NOW) -> Deal:
        return deals.reopen(
            self.session, registration_id=registration.id, actor=self.deals.fatima, reason="Cancelled.", lost=lost,
            now=now,
        )  # fmt: skip

    def correct(self, registration: Registration, amount: str, now: datetime = NOW) -> Deal:
        return deals.correct(
            self.session, registration_id=registration.id, actor=self.deals.fatima, amount=Decimal(amount), now=now
        )


def build(session: Session) -> Payables:
    found = build_deals(session)
    return Payables(found, person(session, "Helga", Role.PARTNER_ADMIN, partner(session, "helpwell")))
