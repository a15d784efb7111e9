"""Finance's pages: what waits, what is approved, what was paid; a partner's statements; how a number comes about."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.web import toast
from tcma.base.words import N_, gettext, ngettext
from tcma.commissions import actions, queries
from tcma.commissions.models import CommissionEntry
from tcma.commissions.rules import UNPAID
from tcma.commissions.views import words
from tcma.commissions.views.blueprint import bp
from tcma.partners.models import Programme
from tcma.partners.queries import name_of, one_partner

SHOWN = 500


@bp.get("/hq/commissions")
@access.roles(*access.VENDOR_ROLES)
def ledger() -> str:
    """What is earned and approved, and the payouts."""
    me = access.current().person_id
    with transaction() as session:
        lines = queries.lines_where(session, CommissionEntry.state.in_(UNPAID), now=clock.now(session), limit=SHOWN)
        return render_template(
            "commissions/ledger.html",
            waiting=[one for one in lines if one.entry.approved_at is None],
            approved=[one for one in lines if one.entry.approved_at is not None],
            sums=queries.open_sums(session),
            payable=queries.payable(session, me),
            mine=me if queries.others_pay(session, me) else None,
            payouts=queries.payouts(session),
            cut=SHOWN if len(lines) == SHOWN else 0,
            words=words,
            may_pay=access.current().role in actions.PAYERS,
            timezone=access.current().timezone,
        )


@bp.post("/hq/commissions/approve")
@access.roles(*actions.PAYERS)
def approve() -> Response:
    """One entry, or all that nothing holds."""
    try:
        wanted = [UUID(one) for one in request.form.getlist("entry")] or None
    except ValueError:
        raise NotFound from None
    with transaction() as session:
        done = actions.approve(session, actor=access.current(), entries=wanted, now=clock.now(session))
    toast(ngettext("%(num)s entry approved", "%(num)s entries approved", done))
    return redirect(url_for("commissions.ledger"))


@bp.post("/hq/commissions/deals/<uuid:deal_id>/paid")
@access.roles(*actions.PAYERS)
def customer_paid(deal_id: UUID) -> Response:
    """The customer has paid the order."""
    with transaction() as session:
        actions.customer_paid(session, deal_id=deal_id, actor=access.current(), now=clock.now(session))
    toast(gettext(N_("Noted: the customer has paid.")))
    return redirect(url_for("commissions.ledger"))


@bp.post("/hq/commissions/pay")
@access.roles(*actions.PAYERS)
def pay() -> Response:
    """All that is approved in a currency; then its file."""
    with transaction() as session:
        payout = actions.pay(
            session, currency=request.form.get("currency", ""), actor=access.current(), now=clock.now(session)
        )
    toast(gettext(N_("Payout %(number)s is made. Download its file for your bank."), number=payout.number))
    return redirect(url_for("commissions.payout", payout_id=payout.id))


@bp.get("/hq/commissions/payouts/<uuid:payout_id>")
@access.roles(*access.VENDOR_ROLES)
def payout(payout_id: UUID) -> str:
    """What each partner got of a payout, and which entries were paid by it."""
    with transaction() as session:
        found, parts = queries.payout_parts(session, payout_id)
        paid = CommissionEntry.payout_id == payout_id
        lines = queries.lines_where(session, paid, now=clock.now(session), limit=SHOWN)
        return render_template(
            "commissions/payout.html", payout=found, parts=parts, lines=lines, words=words,
            cut=SHOWN if len(lines) == SHOWN else 0,
            timezone=access.current().timezone,
        )  # fmt: skip


@bp.get("/hq/commissions/entries/<uuid:entry_id>")
@access.roles(*access.VENDOR_ROLES)
def vendor_entry(entry_id: UUID) -> str:
    """How a number comes about."""
    with transaction() as session:
        line = queries.one_line(session, entry_id, partner_id=None, now=clock.now(session))
        return render_template(
            "commissions/vendor_entry.html", line=line, told=words.told(line.entry.calculation, helper=False),
            approver=name_of(session, line.entry.approved_by),
            words=words, timezone=access.current().timezone,
        )  # fmt: skip


@bp.get("/hq/commissions/deals/<uuid:registration_id>")
@access.roles(*access.VENDOR_ROLES)
def vendor_deal(registration_id: UUID) -> str:
    """Every line of a deal, whoever earned it."""
    with transaction() as session:
        lines = queries.lines_of_deal(session, registration_id, partner_id=None, now=clock.now(session))
        return render_template(
            "commissions/vendor_deal.html", lines=lines, words=words, registration_id=registration_id,
            in_review=queries.in_review(session, registration_id),
            timezone=access.current().timezone,
        )  # fmt: skip


@bp.get("/hq/commissions/partners/<uuid:partner_id>")
@access.roles(*access.VENDOR_ROLES)
def partner_months(partner_id: UUID) -> str:
    """A partner's statements."""
    with transaction() as session:
        return render_template(
            "commissions/partner.html", partner=one_partner(session, partner_id),
            months=queries.months(session, partner_id), sums=queries.open_sums(session, partner_id), words=words,
        )  # fmt: skip


@bp.get("/hq/commissions/partners/<uuid:partner_id>/<month>")
@access.roles(*access.VENDOR_ROLES)
def partner_statement(partner_id: UUID, month: str) -> str:
    """One month of a partner, as the partner reads it."""
    with transaction() as session:
        return render_template(
            "commissions/partner_statement.html", partner=one_partner(session, partner_id), words=words,
            found=queries.statement(session, partner_id, month, clock.now(session)),
            zone=session.get_one(Programme, 1).timezone,
        )  # fmt: skip
