"""The trial's own org, in the trial's web application: firms of direct sales, and what became of partners' deals.

Its records are made of the programme's registrations when they are asked for, and say the same each time: most are as
they are here or a step further, some contradict what stands here, so that there is something to decide.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access
from tcma.base.db import transaction
from tcma.deals.models import Deal, Registration
from tcma.deals.rules import Stage
from tcma.trial.crm.answering import Twin

CLIENT_ID, CLIENT_SECRET, TOKEN = "trial", "trial", "00Dtrial"
ROOT = "/trial/salesforce"
SHOWN = 24
_SOLD: tuple[Mapping[str, Any], ...] = (
    {"StageName": "Closed Won"}, {"StageName": "Negotiation/Review"}, {"StageName": "Closed Won", "times": 4},
    {"StageName": "Legal review"}, {"StageName": "Value Proposition"},
)  # fmt: skip
_OTHERWISE = (2, 3)
"""Of every five those that say something else than what stands here even when they are closed."""
_AS_HERE = {Stage.WON: "Closed Won", Stage.LOST: "Closed Lost"}

bp = Blueprint("trial_crm", __name__, url_prefix=ROOT)


@bp.route("/<path:path>", methods=["GET", "POST"])
@access.own_proof
def answer(path: str) -> Response:
    """As the org does. Each process of the web server has an org of its own, so they share one token."""
    twin = Twin(CLIENT_ID, CLIENT_SECRET, tokens={TOKEN}, new_token=lambda: TOKEN)
    with transaction() as session:
        fill(twin, session)
    target = request.full_path.removeprefix(ROOT)
    found = twin.answer(request.method, target, dict(request.headers), request.get_data())
    return Response(found.body, found.status, dict(found.headers))


def fill(twin: Twin, session: Session) -> None:
    """What the org knows."""
    rows = session.execute(
        select(Registration, Deal).join(Deal, Deal.registration_id == Registration.id, isouter=True)
        .where(Registration.decided_at.is_not(None)).order_by(Registration.number).limit(SHOWN)
    ).all()  # fmt: skip
    for row, deal in rows:
        assert row.decided_at is not None  # asked for
        twin.put("Account", f"001{row.number}", row.decided_at, Name=row.account_name, Owner="Omar Sample",
                 BillingCountryCode=row.account_country, Website=f"https://www.{row.account_domain}/")  # fmt: skip
        twin.put("Opportunity", f"006{row.number}", row.decided_at, **_sold(row, deal))
    first: datetime | None = rows[0][0].decided_at if rows else None
    if first is not None:
        twin.put("Account", "001A", first, Name="Sample Harbour Authority", BillingCountryCode="NL", Type="Customer",
                 Website="sample-harbour.example", Owner="Olga Sample")  # fmt: skip
        twin.put("Opportunity", "006A", first, Name="Harbour: firewalls", AccountId="001A", Owner="Olga Sample")


def _sold(row: Registration, deal: Deal | None) -> dict[str, Any]:
    closed = deal is not None and deal.stage in _AS_HERE and row.number % len(_SOLD) not in _OTHERWISE
    says: dict[str, Any] = dict(_SOLD[row.number % len(_SOLD)])
    if deal and closed:
        says = {"StageName": _AS_HERE[deal.stage]}
    amount = (deal.amount if deal and closed else row.amount or Decimal(0)) * says.pop("times", 1)
    won = says["StageName"] == "Closed Won"
    order = deal.order_number if deal and closed else f"SO-{row.number}"
    return {
        **says, "Name": f"{row.account_name}: with a partner", "AccountId": f"001{row.number}",
        "Amount": float(amount), "CurrencyIsoCode": row.currency, "Registration__c": f"DR-{row.number}",
        "Order_Number__c": order if won else None, "Owner": "Omar Sample",
    }  # fmt: skip
