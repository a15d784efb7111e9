"""The rules of engagement: read by both sides, changed and tried by the vendor; the desk's calendar."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.deals import actions, forms, queries
from tcma.deals.rules import TIERS, Engagement, tier_name
from tcma.deals.views import words
from tcma.deals.views.blueprint import bp
from tcma.deals.views.plainly import plainly
from tcma.partners.models import Partner, Programme


@bp.get("/deals/rules")
@access.roles(*access.PARTNER_MARKETING)
def rules() -> str:
    """The rules in force, as a partner reads them; or those of the version that a decision names."""
    with transaction() as session:
        found, programme = _asked(session), session.get_one(Programme, 1)
        partner, versions = session.get_one(Partner, access.current().partner), queries.versions(session)
        return render_template(
            "deals/rules.html", rules=plainly(found, programme.currency, partner.tier), found=found,
            newest=queries.rules_in_force(session).number, timezone=access.current().timezone,
            since=next((one.made_at for one in versions if one.number == found.number), None),
        )  # fmt: skip


@bp.get("/hq/deals/rules")
@access.roles(*access.VENDOR_ROLES)
def edit_rules() -> str:
    """The rules in force and the versions before them; a form for other ones."""
    with transaction() as session:
        return _page(session)


@bp.post("/hq/deals/rules")
@access.roles(*CHANNEL)
def save_rules() -> Response | str | tuple[str, int]:
    """Try them on past registrations, or put them in force."""
    given = request.form.to_dict()
    try:
        with transaction() as session:
            tiers, based_on = _tiers(session), request.form.get("based_on", 0, type=int)
            wanted = forms.engagement(given, tiers, based_on)
            actions.check_rules(wanted)
            if "try" in given:
                return _page(session, given, tried=queries.simulate(session, wanted))
            saved = actions.save_rules(
                session, rules=wanted, based_on=based_on, actor=access.current(), now=clock.now(session)
            )
    except Invalid as refusal:
        with transaction() as session:
            return _page(session, given, {name: str(one) for name, one in refusal.errors.items()}), refusal.status
    toast(gettext(N_("Version %(number)s is in force. Partners read it now."), number=saved.number))
    return redirect(url_for("deals.edit_rules"))


@bp.post("/hq/deals/desk")
@access.roles(*CHANNEL)
def set_desk() -> Response | tuple[str, int]:
    """When the deal desk works."""
    try:
        off, holidays = forms.calendar(request.form)
        with transaction() as session:
            actions.set_desk(session, off=off, holidays=holidays)
    except Invalid as refusal:
        with transaction() as session:
            errors = {name: str(one) for name, one in refusal.errors.items()}
            return _page(session, errors=errors, holidays=request.form.get("holidays", "")), refusal.status
    toast(gettext(N_("Saved. It counts for whatever comes in from now on.")))
    return redirect(url_for("deals.edit_rules"))


def _asked(session: Session) -> Engagement:
    """The version that the address names; without one, the rules in force."""
    return queries.rules_named(session, request.args.get("version", type=int))


def _tiers(session: Session) -> list[str]:
    return list(dict.fromkeys([*TIERS, *queries.tiers_of_partners(session)]))


def _page(
    session: Session, given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None,
    *, tried: queries.Simulation | None = None, holidays: str | None = None,
) -> str:  # fmt: skip
    found, programme, desk = queries.rules_in_force(session), session.get_one(Programme, 1), queries.desk(session)
    shown = _asked(session) if request.method == "GET" else found
    listed = "\n".join(day.isoformat() for day in sorted(desk.holidays))
    return render_template(
        "deals/engagement.html",
        found=found,
        rules=plainly(shown, programme.currency),
        shown=shown,
        given=given or forms.typed(found),
        based_on=(given or {}).get("based_on", found.number),
        errors=errors or {},
        tiers=[(tier, tier_name(tier)) for tier in _tiers(session)],
        currency=programme.currency,
        versions=queries.versions(session),
        tried=tried,
        desk=desk,
        holidays=listed if holidays is None else holidays,
        words=words,
        may_change=access.current().role in CHANNEL,
        timezone=access.current().timezone,
    )
