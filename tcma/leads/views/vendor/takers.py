"""Which partner takes which leads, and how many."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL, VENDOR_ROLES
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.leads import forms, queries
from tcma.leads.actions import vendor
from tcma.leads.forms.routing import countries
from tcma.leads.queries import Taker
from tcma.leads.views.blueprint import bp

_SIZE = 50


@bp.get("/hq/leads/partners")
@access.roles(*VENDOR_ROLES)
def takers() -> str:
    """Every partner."""
    sought, at = request.args.get("q", "").strip(), max(request.args.get("page", 1, type=int), 1)
    with transaction() as session:
        found = [one for one in queries.takers(session) if sought.casefold() in one.partner.name.casefold()]
    shown = found[(at - 1) * _SIZE : at * _SIZE]
    return render_template("leads/takers.html", takers=shown, sought=sought, at=at, pages=-(-len(found) // _SIZE))


@bp.get("/hq/leads/partners/<uuid:partner_id>")
@access.roles(*CHANNEL)
def taker(partner_id: UUID) -> str:
    """One partner: its tier, what it covers, how much it takes."""
    return _page(partner_id)


@bp.post("/hq/leads/partners/<uuid:partner_id>")
@access.roles(*CHANNEL)
def change_taker(partner_id: UUID) -> Response | tuple[str, int]:
    """From the next lead on."""
    given, errors = request.form, dict[str, Refusal]()
    try:
        codes = countries(forms.names(given.get("countries", "")), "countries", errors)
        cap = given.get("cap", "").strip()
        if cap and not (cap.isascii() and cap.isdigit() and len(cap) < 6):
            errors["cap"] = Refusal(N_("Enter a number from 0 to %(most)s."), most=10_000)
        if errors:
            raise Invalid(errors)
        with transaction() as session:
            _one(queries.takers(session), partner_id)
            vendor.change_intake(
                session, partner_id=partner_id, takes=bool(given.get("takes")), countries=codes,
                products=forms.names(given.get("products", "")), verticals=forms.names(given.get("verticals", "")),
                cap=int(cap) if cap else None, now=clock.now(session),
            )  # fmt: skip
            vendor.set_tier(session, partner_id=partner_id, tier=given.get("tier", ""))
    except Invalid as invalid:
        return _page(partner_id, {name: str(one) for name, one in invalid.errors.items()}), invalid.status
    toast(gettext("Saved. It holds from the next lead on."))
    return redirect(url_for("leads.takers"), 303)


def _one(found: list[Taker], partner_id: UUID) -> Taker:
    for one in found:
        if one.partner.id == partner_id:
            return one
    raise NotFound


def _page(partner_id: UUID, errors: dict[str, str] | None = None) -> str:
    with transaction() as session:
        found = _one(queries.takers(session), partner_id)
        tiers = queries.live_rules(session).rules.tiers
    kept, typed = found.intake, request.form if errors else None
    return render_template(
        "leads/taker.html", taker=found, tiers=[(one.name, one.name) for one in tiers], errors=errors or {},
        given=typed or {
            "takes": kept is not None and kept.takes, "tier": found.partner.tier,
            "countries": ", ".join(kept.countries if kept else [found.partner.country]),
            "products": ", ".join(found.partner.products),
            "verticals": ", ".join(found.partner.industries),
            "cap": "" if kept is None or kept.cap is None else kept.cap,
        },
    )  # fmt: skip
