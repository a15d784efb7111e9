"""What a partner may register: families of products, and countries."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access
from tcma.base.access import CHANNEL
from tcma.base.db import transaction
from tcma.base.web import toast
from tcma.base.words import N_, gettext, language, locale
from tcma.deals import actions, forms, queries
from tcma.deals.rules import normal_country
from tcma.deals.views.blueprint import bp
from tcma.partners.queries import one_partner


@bp.get("/hq/deals/partners/<uuid:partner_id>")
@access.roles(*access.VENDOR_ROLES)
def authorisation(partner_id: UUID) -> str:
    """What it may register now."""
    with transaction() as session:
        partner = one_partner(session, partner_id)
        rows = queries.authorisations(session, partner_id)
        rules = queries.rules_in_force(session)
    families = list(dict.fromkeys(one.family for one in rules.products))
    return render_template(
        "deals/authorisation.html", firm=partner, families=families,
        held_families=sorted({one.family for one in rows if one.family}),
        held_countries=" ".join(sorted({one.country for one in rows if one.country})),
        may_change=access.current().role in CHANNEL, countries=dict(forms.countries(locale(language()))),
    )  # fmt: skip


@bp.post("/hq/deals/partners/<uuid:partner_id>")
@access.roles(*CHANNEL)
def authorise(partner_id: UUID) -> Response:
    """These families in these countries; none of either: all."""
    countries = filter(None, map(normal_country, request.form.get("countries", "").replace(",", " ").split()))
    with transaction() as session:
        known = {one.family for one in queries.rules_in_force(session).products}
        families = [one for one in request.form.getlist("families") if one in known]
        actions.authorise(session, partner_id=partner_id, families=families, countries=countries)
    toast(gettext(N_("Saved. It counts for whatever comes in from now on.")))
    return redirect(url_for("deals.authorisation", partner_id=partner_id))
