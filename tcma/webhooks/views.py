"""Webhooks of a partner, or of the vendor: set up, tried, switched on again, removed; and what became of messages."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.webhooks import actions, queries

bp = Blueprint("webhooks", __name__)
ADMINS = (Role.PARTNER_ADMIN, Role.VENDOR_ADMIN)


@bp.get("/webhooks")
@access.roles(*ADMINS)
def index() -> str:
    """Each address, how it does, and the last messages."""
    return _page()


@bp.post("/webhooks")
@access.roles(*ADMINS)
def add() -> str | tuple[str, int]:
    """A new address; its secret stands on the page that answers and nowhere else."""
    try:
        with transaction() as session:
            made = actions.add(
                session, url=request.form.get("url", ""), actor=access.current(), now=clock.now(session),
                local=use(Settings).webhook_local_url,
            )  # fmt: skip
    except Invalid as error:
        return _page(error=error), error.status
    return _page(secret=made.secret)


@bp.post("/webhooks/<uuid:webhook_id>/test")
@access.roles(*ADMINS)
def test(webhook_id: UUID) -> Response:
    """A message that says nothing."""
    with transaction() as session:
        actions.send_test(
            session, partner_id=access.current().partner_id, webhook_id=webhook_id, now=clock.now(session)
        )
    toast(gettext("A test is on its way. Its answer stands below in a few seconds."))
    return redirect(url_for("webhooks.index"), 303)


@bp.post("/webhooks/<uuid:webhook_id>/enable")
@access.roles(*ADMINS)
def enable(webhook_id: UUID) -> Response:
    with transaction() as session:
        actions.enable(session, webhook_id=webhook_id, actor=access.current())
    toast(gettext("Switched on. It is told what happens from now on."))
    return redirect(url_for("webhooks.index"), 303)


@bp.post("/webhooks/<uuid:webhook_id>/remove")
@access.roles(*ADMINS)
def remove(webhook_id: UUID) -> Response:
    with transaction() as session:
        actions.remove(session, webhook_id=webhook_id, actor=access.current(), now=clock.now(session))
    toast(gettext("Removed. Nothing more goes there."))
    return redirect(url_for("webhooks.index"), 303)


def _page(*, secret: str = "", error: Invalid | None = None) -> str:
    actor = access.current()
    with transaction() as session:
        hooks = queries.webhooks(session, actor.partner_id)
        log = queries.deliveries(session, [one.id for one in hooks])
    return render_template(
        "webhooks/index.html", hooks=hooks, log=log, secret=secret, error=error, typed=request.form.get("url", ""),
        addresses={one.id: one.url for one in hooks},
        layout="layouts/partner.html" if actor.partner_id else "layouts/vendor.html",
    )  # fmt: skip
