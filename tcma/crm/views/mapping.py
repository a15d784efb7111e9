"""What the CRM means: read by the vendor's people, changed by its administrator."""

from collections.abc import Mapping as Given

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.crm import actions, forms, queries
from tcma.crm.ports import CrmReader
from tcma.crm.views.blueprint import bp


@bp.get("/hq/crm/mapping")
@access.roles(*access.VENDOR_ROLES)
def mapping() -> str:
    """As it is in force."""
    return _page()


@bp.post("/hq/crm/mapping")
@access.roles(Role.VENDOR_ADMIN)
def save_mapping() -> Response | tuple[str, int]:
    """From the next reading on."""
    given = request.form.to_dict()
    try:
        wanted, minutes = forms.mapping(given)
        with transaction() as session:
            actions.save_mapping(
                session, mapping=wanted, every_minutes=minutes, actor=access.current(), now=clock.now(session)
            )
    except Invalid as refusal:
        return _page(given, {name: str(one) for name, one in refusal.errors.items()}), refusal.status
    toast(gettext(N_("Saved. Try a reading to see what it changes.")))
    return redirect(url_for("crm.mapping"))


def _page(given: Given[str, str] | None = None, errors: Given[str, str] | None = None) -> str:
    with transaction() as session:
        found, known = queries.mapping_in_force(session), queries.setup(session)
    return render_template(
        "crm/mapping.html", given=given or forms.typed(found, known.every_minutes if known else 0),
        errors=errors or {}, source=use(CrmReader).source, may_change=access.current().role is Role.VENDOR_ADMIN,
    )  # fmt: skip
