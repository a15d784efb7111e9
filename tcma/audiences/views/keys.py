"""The keys of a partner's programs: made, shown once, revoked."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.audiences import actions, queries
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock
from tcma.base.access import Role, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import gettext


@bp.get("/contacts/keys")
@access.roles(Role.PARTNER_ADMIN)
def keys() -> str:
    """Every key, and a form for another."""
    return _page()


@bp.post("/contacts/keys")
@access.roles(Role.PARTNER_ADMIN)
def make_key() -> str | tuple[str, int]:
    """A new key, on the page that answers and nowhere else."""
    actor = current()
    try:
        with transaction() as session:
            made = actions.make_key(
                session, partner_id=actor.partner, name=request.form.get("name", ""), actor=actor,
                now=clock.now(session),
            )  # fmt: skip
    except Invalid as error:
        return _page(error=error), 422
    return _page(made=made)


@bp.post("/contacts/keys/<uuid:key_id>/revoke")
@access.roles(Role.PARTNER_ADMIN)
def revoke_key(key_id: UUID) -> Answer:
    """The key opens nothing from now on."""
    with transaction() as session:
        actions.revoke_key(session, partner_id=current().partner, key_id=key_id, now=clock.now(session))
    toast(gettext("Revoked. Nothing can be brought with this key any more."))
    return redirect(url_for("audiences.keys"), 303)


def _page(*, made: str = "", error: Invalid | None = None) -> str:
    with transaction() as session:
        found = queries.api_keys(session, current().partner)
    return render_template(
        "audiences/keys.html", keys=found, made=made, error=error, address=f"{use(Settings).public_url}/api/contacts"
    )
