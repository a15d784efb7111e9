"""A partner asks whether an account is free, before it names a customer."""

from collections.abc import Mapping

from flask import render_template, request

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import language, locale
from tcma.deals import actions, forms
from tcma.deals.views.blueprint import bp
from tcma.partners.models import Partner


@bp.get("/deals/check")
@access.roles(*access.PARTNER_MARKETING)
def check() -> str:
    return _page()


@bp.post("/deals/check")
@access.roles(*access.PARTNER_MARKETING)
def answer_check() -> str | tuple[str, int]:
    """Free, taken until a day, or for a person to say. Each question is counted."""
    actor, domain, country = access.current(), request.form.get("domain", ""), request.form.get("country", "")
    try:
        with transaction() as session:
            found = actions.precheck(session, actor=actor, domain=domain, country=country, now=clock.now(session))
    except Invalid as refusal:
        return _page(refusal.errors, domain, country), refusal.status
    return _page(None, domain, country, found)


def _page(
    errors: Mapping[str, Refusal] | None = None, domain: str = "", country: str = "",
    answer: actions.Answer | None = None,
) -> str:  # fmt: skip
    actor = access.current()
    with transaction() as session:
        home = session.get_one(Partner, actor.partner).country
    return render_template(
        "deals/check.html", errors={name: str(one) for name, one in (errors or {}).items()}, domain=domain,
        country=country or home, countries=forms.countries(locale(language())), answer=answer,
        timezone=actor.timezone,
    )  # fmt: skip
