"""What programs are told of commissions: a partner's of its own, the vendor's of all."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.commissions.models import CommissionEntry, CommissionPayout
from tcma.partners.queries import one_partner
from tcma.webhooks.actions import announce

BOOKED, REVERSED, PAID, PAYOUT = "commission.booked", "commission.reversed", "commission.paid", "payout.made"


def announce_entry(session: Session, entry: CommissionEntry, *, now: datetime) -> None:
    """A line of the ledger, to the programs of both sides."""
    kind = REVERSED if entry.reverses else BOOKED
    told = {
        "id": str(entry.id), "amount": str(entry.amount), "currency": entry.currency, "cause": entry.cause,
        "reverses": str(entry.reverses) if entry.reverses else None, "plan": entry.calculation["plan"],
    }  # fmt: skip
    _both(session, entry.partner_id, kind, entry.id, told, f"/commissions/entries/{entry.id}", now)


def announce_payout(
    session: Session, payout: CommissionPayout, sums: Mapping[UUID, tuple[Decimal, int]], *, now: datetime
) -> None:
    """To each partner its part, to the vendor's programs all of it. `sums`: {partner: (amount, entries)}."""
    url = use(Settings).public_url
    for partner_id, (amount, entries) in sums.items():
        told = {"payout": payout.number, "amount": str(amount), "currency": payout.currency, "entries": entries,
                "at": payout.made_at.isoformat(), "url": f"{url}/commissions"}  # fmt: skip
        announce(session, partner_id=partner_id, kind=PAID, subject_id=payout.id, data=told, now=now)
    names = {one: one_partner(session, one) for one in sums}
    data = {
        "id": str(payout.id), "number": payout.number, "currency": payout.currency, "total": str(payout.total),
        "at": payout.made_at.isoformat(), "url": f"{url}/hq/commissions",
        "partners": [
            {"partner": names[one].slug, "name": names[one].name, "amount": str(amount), "entries": entries}
            for one, (amount, entries) in sums.items()
        ],
    }  # fmt: skip
    announce(session, partner_id=None, kind=PAYOUT, subject_id=payout.id, data=data, now=now)


def _both(
    session: Session, partner_id: UUID, kind: str, subject_id: UUID, told: Mapping[str, Any], path: str, now: datetime
) -> None:
    url = use(Settings).public_url
    theirs = {**told, "url": f"{url}{path}"}
    announce(session, partner_id=partner_id, kind=kind, subject_id=subject_id, data=theirs, now=now)
    ours = {**told, "partner": one_partner(session, partner_id).name, "url": f"{url}/hq{path}"}
    announce(session, partner_id=None, kind=kind, subject_id=subject_id, data=ours, now=now)
