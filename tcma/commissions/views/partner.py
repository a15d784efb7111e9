"""A partner's pages: its months, one of them, and how a number comes about."""

from uuid import UUID

from flask import render_template

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.commissions import queries
from tcma.commissions.views import words
from tcma.commissions.views.blueprint import bp
from tcma.partners.models import Programme


@bp.get("/commissions")
@access.roles(*access.PARTNER_MARKETING)
def index() -> str:
    """What is earned, approved and paid, and a statement a month."""
    with transaction() as session:
        mine = access.current().partner
        return render_template(
            "commissions/index.html", sums=queries.open_sums(session, mine), months=queries.months(session, mine),
            words=words,
        )  # fmt: skip


@bp.get("/commissions/<month>")
@access.roles(*access.PARTNER_MARKETING)
def statement(month: str) -> str:
    """One month, line by line."""
    with transaction() as session:
        found = queries.statement(session, access.current().partner, month, clock.now(session))
        return render_template(
            "commissions/statement.html", found=found, words=words, zone=session.get_one(Programme, 1).timezone
        )


@bp.get("/commissions/entries/<uuid:entry_id>")
@access.roles(*access.PARTNER_MARKETING)
def entry(entry_id: UUID) -> str:
    """How a number comes about. NotFound for another partner's."""
    actor = access.current()
    with transaction() as session:
        line = queries.one_line(session, entry_id, partner_id=actor.partner, now=clock.now(session))
        return render_template(
            "commissions/entry.html", line=line, told=words.told(line.entry.calculation, helper=line.entry.helper),
            words=words, timezone=actor.timezone,
        )  # fmt: skip


@bp.get("/commissions/deals/<uuid:registration_id>")
@access.roles(*access.PARTNER_MARKETING)
def of_deal(registration_id: UUID) -> str:
    """What a deal earned for the partner that asks."""
    actor = access.current()
    with transaction() as session:
        lines = queries.lines_of_deal(session, registration_id, partner_id=actor.partner, now=clock.now(session))
        return render_template(
            "commissions/deal.html", lines=lines, words=words, timezone=actor.timezone,
            in_review=queries.in_review(session, registration_id),
        )  # fmt: skip
