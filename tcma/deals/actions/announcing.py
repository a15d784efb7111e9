"""What programs are told of deals: a partner's of its own, the vendor's of all; never of a person, never of a rival."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.money import rounded
from tcma.deals.models import Deal, DealLog, Registration
from tcma.partners.models import Partner
from tcma.webhooks.actions import announce

KINDS = {
    "submitted": "deal.registered", "info_requested": "deal.questioned", "approved": "deal.approved",
    "rejected": "deal.rejected", "recalled": "deal.recalled", "discovery": "deal.moved", "qualified": "deal.moved",
    "proposal": "deal.moved", "negotiation": "deal.moved", "won": "deal.won", "lost": "deal.lost",
    "expired": "deal.expired", "withdrawn": "deal.withdrawn", "revoked": "deal.revoked",
}  # fmt: skip
"""What a step is called, by where it leads; of the others nobody is told."""


def announce_step(session: Session, step_id: UUID, *, public_url: str, now: datetime) -> None:
    """One step, a row of the log, to the programs of both sides; once, however often it is asked for."""
    step = session.get(DealLog, step_id)
    kind = KINDS.get(step.after) if step else None
    if step is None or kind is None:
        return
    if step.before in ("won", "lost") and step.after == "negotiation":
        kind = "deal.reopened"
    registration = session.get_one(Registration, step.registration_id)
    deal = session.scalars(select(Deal).where(Deal.registration_id == registration.id)).one_or_none()
    told, to = _told(step, registration, deal), registration.partner_id
    theirs = {**told, "url": f"{public_url}/deals/{registration.id}"}
    announce(session, partner_id=to, kind=kind, subject_id=step.id, data=theirs, now=now)
    firm = session.get_one(Partner, to)
    ours = {**told, "partner": firm.name, "url": f"{public_url}/hq/deals/{registration.id}"}
    announce(session, partner_id=None, kind=kind, subject_id=step.id, data=ours, now=now)


def _told(step: DealLog, registration: Registration, deal: Deal | None) -> dict[str, Any]:
    """`is` and `at` are of the step; money and dates as they are when it is told."""
    worth = registration.amount if deal is None else deal.amount
    amount = None if worth is None else str(rounded(worth, registration.currency))
    return {
        "id": str(registration.id), "number": registration.number, "is": step.after, "was": step.before,
        "at": step.at.isoformat(), "rule": step.rule, "company": registration.account_name,
        "domain": registration.account_domain, "country": registration.account_country, "kind": registration.kind,
        "products": list(registration.product_lines), "amount": amount, "currency": registration.currency,
        "order_number": deal.order_number if deal else "",
        "protected_until": _iso(registration.protected_until), "window_ends_at": _iso(registration.window_ends_at),
    }  # fmt: skip


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
