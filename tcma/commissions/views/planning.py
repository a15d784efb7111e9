"""The plan: read by partners, changed by finance."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.commissions import actions, forms, queries
from tcma.commissions.rules import Plan
from tcma.commissions.views.blueprint import bp
from tcma.commissions.views.plainly import plainly
from tcma.deals.queries import rules_in_force, tiers_of_partners
from tcma.deals.rules import TIERS, tier_name
from tcma.partners.models import Partner, Programme


@bp.get("/commissions/plan")
@access.roles(*access.PARTNER_MARKETING)
def plan() -> str:
    """The plan in force, as a partner reads it: its own tier's terms. Or the version that a line was earned by."""
    with transaction() as session:
        found, programme = _asked(session), session.get_one(Programme, 1)
        partner = session.get_one(Partner, access.current().partner)
        said = plainly(found, programme.currency, dict(_products(session)), partner.tier)
        since = next((one.made_at for one in queries.plans(session) if one.number == found.number), None)
        newest = queries.plan_in_force(session).number
    return render_template(
        "commissions/plan.html", said=said, found=found, since=since, newest=newest,
        timezone=access.current().timezone,
    )  # fmt: skip


@bp.get("/hq/commissions/plan")
@access.roles(*access.VENDOR_ROLES)
def edit_plan() -> str:
    """The plan in force and the versions before it; a form for another one."""
    with transaction() as session:
        return _page(session)


@bp.post("/hq/commissions/plan")
@access.roles(*actions.PAYERS)
def save_plan() -> Response | tuple[str, int]:
    """Put another one in force."""
    given = request.form.to_dict()
    try:
        with transaction() as session:
            wanted = forms.plan(given, ["", *_tiers(session)], ["", *(key for key, _ in _products(session))])
            based_on = request.form.get("based_on", 0, type=int)
            saved = actions.save_plan(
                session, plan=wanted, based_on=based_on, actor=access.current(), now=clock.now(session)
            )
    except Invalid as refusal:
        with transaction() as session:
            return _page(session, given, {name: str(one) for name, one in refusal.errors.items()}), refusal.status
    toast(gettext(N_("Version %(number)s is in force. Partners read it now."), number=saved.number))
    return redirect(url_for("commissions.edit_plan"))


def _asked(session: Session) -> Plan:
    """The version that the address names; without one, the plan in force."""
    return queries.plan_named(session, request.args.get("version", type=int))


def _tiers(session: Session) -> list[str]:
    return list(dict.fromkeys([*TIERS, *tiers_of_partners(session)]))


def _products(session: Session) -> list[tuple[str, str]]:
    return [(one.key, one.name) for one in rules_in_force(session).products]


def _page(session: Session, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> str:
    found, programme, products = queries.plan_in_force(session), session.get_one(Programme, 1), _products(session)
    shown = _asked(session) if request.method == "GET" else found
    return render_template(
        "commissions/edit_plan.html",
        found=found,
        said=plainly(shown, programme.currency, dict(products)),
        shown=shown,
        given=given or forms.typed(found),
        based_on=(given or {}).get("based_on", found.number),
        errors=errors or {},
        tiers=[(tier, tier_name(tier)) for tier in _tiers(session)],
        products=products,
        open_products=_used(found, given, errors),
        currency=programme.currency,
        versions=queries.plans(session),
        may_change=access.current().role in actions.PAYERS,
        timezone=access.current().timezone,
    )


def _used(found: Plan, given: Mapping[str, str] | None, errors: Mapping[str, str] | None) -> set[str]:
    """The product lines with rates of their own, or with a fault: their part of the form is open."""
    fields = [name for name, text in (given or forms.typed(found)).items() if text] + list(errors or {})
    return {name.split("-", 2)[2] for name in fields if name.startswith("rate-")} - {""}
