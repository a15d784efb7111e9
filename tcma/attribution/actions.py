"""Write down who earned what of a won deal: once, and never recomputed by a report."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from tcma.attribution.models import Credit, CreditRun
from tcma.attribution.queries import credited_rows, current_run
from tcma.attribution.rules import HALF_LIFE_DAYS, LOOKBACK_DAYS, Journey, TouchPoint, credit
from tcma.base.db import new_id
from tcma.base.facts import record
from tcma.deals.models import Deal
from tcma.deals.rules import Stage
from tcma.tracking.models import Touch
from tcma.tracking.queries import journey

DEAL_CREDITED = "deal credited"
"""Subject: the deal."""


def credit_deal(session: Session, *, deal_id: UUID, now: datetime, correct: bool = False) -> CreditRun | None:
    """The credits of a won deal in every model; None for a deal that is not won.

    A credited deal is frozen. `correct` computes it again: if that gives something else, a new run supersedes
    the old one, and both remain.
    """
    deal = session.get_one(Deal, deal_id, with_for_update=True)
    if deal.stage is not Stage.WON or deal.closed_at is None:
        return None
    known = current_run(session, deal.id)
    if known is not None and not correct:
        return known
    touches = journey(
        session,
        account_domain=deal.account_domain,
        contact_id=deal.contact_id,
        before=deal.closed_at,
        lookback=timedelta(days=LOOKBACK_DAYS),
    )
    rows = list(_rows(deal, touches))
    if known is not None:
        if credited_rows(session, known.id) == {_key(row) for row in rows}:
            return known
        known.superseded_at = now
        session.flush()  # there is one current run at a time
    run = CreditRun(
        id=new_id(), deal_id=deal.id, partner_id=deal.partner_id, amount=deal.amount, currency=deal.currency,
        conversion_at=deal.closed_at, lookback_days=LOOKBACK_DAYS, half_life_days=HALF_LIFE_DAYS,
        touches=len(touches), at=now,
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.execute(insert(Credit), [{"id": new_id(), "run_id": run.id, **row} for row in rows])
    record(session, DEAL_CREDITED, deal.id)
    return run


def correct_credit(session: Session, *, deal_id: UUID, now: datetime) -> CreditRun | None:
    """The credits of a deal as it is now: computed anew, or none any more where it is not won."""
    deal = session.get_one(Deal, deal_id, with_for_update=True)
    if deal.stage is Stage.WON:
        return credit_deal(session, deal_id=deal_id, now=now, correct=True)
    known = current_run(session, deal.id)
    if known is not None:
        known.superseded_at = now
        session.flush()
    return None


def _rows(deal: Deal, touches: list[Touch]) -> Iterable[dict[str, Any]]:
    """One row per model and touch that earned something; without touches, one per model that nobody earned."""
    assert deal.closed_at is not None  # only won deals come here
    by_id = {str(touch.id): touch for touch in touches}
    points = tuple(TouchPoint(id_, touch.at.astimezone(UTC)) for id_, touch in by_id.items())
    credited = credit(Journey(deal.amount, deal.currency, deal.closed_at, points))
    whole = {
        "deal_id": deal.id, "deal_partner_id": deal.partner_id, "closed_at": deal.closed_at, "currency": deal.currency,
    }  # fmt: skip
    for model, amounts in credited.amounts.items():
        if credited.unattributed:
            yield {**whole, "model": model.value, "amount": credited.unattributed, **_OF_NOBODY}
        for id_, amount in amounts.items():
            if amount:
                yield {**whole, "model": model.value, "amount": amount, **_of(by_id[id_])}


_FROM_TOUCH = ("partner_id", "kit_id", "version_id", "asset_id", "launch_id")
_OF_NOBODY: dict[str, Any] = {
    "touch_id": None, "touch_at": None, "language": "", "channel": "", **dict.fromkeys(_FROM_TOUCH),
}  # fmt: skip


def _of(touch: Touch) -> dict[str, Any]:
    return {
        "touch_id": touch.id, "touch_at": touch.at, "language": touch.language, "channel": str(touch.channel),
        **{name: getattr(touch, name) for name in _FROM_TOUCH},
    }  # fmt: skip


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["model"], row["touch_id"], row["amount"], row["currency"]
