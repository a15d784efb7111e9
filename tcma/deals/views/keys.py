"""The keys of the vendor's programs, which bring leads and accounts: made, shown once, revoked."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.audiences.actions import make_key, revoke_key
from tcma.audiences.queries import api_keys
from tcma.base import access, clock
from tcma.base.access import Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.deals.views.blueprint import bp


@bp.get("/hq/keys")
@access.roles(Role.VENDOR_ADMIN)
def keys() -> str:
    """Every key, and a form for another."""
    return _page()


@bp.post("/hq/keys")
@access.roles(Role.VENDOR_ADMIN)
def make_vendor_key() -> str | tuple[str, int]:
    """A new key, on the page that answers and nowhere else."""
    actor, name = access.current(), request.form.get("name", "")
    try:
        with transaction() as session:
            made = make_key(session, partner_id=None, name=name, actor=actor, now=clock.now(session))
    except Invalid as error:
        return _page(error=error), error.status
    return _page(made=made)


@bp.post("/hq/keys/<uuid:key_id>/revoke")
@access.roles(Role.VENDOR_ADMIN)
def revoke_vendor_key(key_id: UUID) -> Response:
    """The key opens nothing from now on."""
    with transaction() as session:
        revoke_key(session, partner_id=None, key_id=key_id, now=clock.now(session))
    toast(gettext(N_("Revoked. Nothing can be brought with this key any more.")))
    return redirect(url_for("deals.keys"), 303)


def _page(*, made: str = "", error: Invalid | None = None) -> str:
    with transaction() as session:
        found = api_keys(session, None)
    return render_template("deals/keys.html", keys=found, made=made, error=error, url=use(Settings).public_url)
