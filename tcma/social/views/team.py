"""Sharing at a partner: one's own page, colleagues' pages, and the leaderboard."""

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, PARTNER_ROLES, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.partners.forms import show
from tcma.social import actions, queries
from tcma.social.forms import NewSharer
from tcma.social.views.blueprint import bp


@bp.get("/share")
@access.roles(*PARTNER_ROLES)
def index() -> str:
    """Everyone of a partner may share; who markets gives colleagues a page."""
    return _page(NewSharer(language=current().language))


def _page(form: NewSharer) -> str:
    actor = current()
    may = actor.role in PARTNER_MARKETING
    with transaction() as session:
        own = queries.own_sharer(session, actor.person_id)
        return render_template(
            "social/index.html", form=form, may=may, own=own, public_url=use(Settings).public_url,
            own_path=queries.share_path(own.id) if own else "",
            colleagues=queries.colleagues(session, actor.partner) if may else [],
            places=queries.leaderboard(session, actor.partner), some=bool(queries.offers(session)),
        )  # fmt: skip


@bp.post("/share")
@access.roles(*PARTNER_ROLES)
def take_part() -> Response:
    """One's own page, at once."""
    with transaction() as session:
        sharer = actions.take_part(session, actor=current(), now=clock.now(session))
    return redirect(queries.share_path(sharer.id), 303)


@bp.post("/sharers")
@access.roles(*PARTNER_MARKETING)
def invite() -> str | Response | tuple[str, int]:
    """A page for a colleague."""
    form = NewSharer()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with transaction() as session:
            sharer = actions.invite(
                session, actor=current(), name=form.name.data.strip(), email=(form.email.data or "").strip(),
                language=form.language.data, now=clock.now(session),
            )  # fmt: skip
    except Invalid as invalid:
        show(form, invalid.errors)
        return _page(form), invalid.status
    if sharer.email:
        toast(gettext("The mail to %(name)s is on its way.", name=sharer.name))
    else:
        toast(gettext("%(name)s has a page now. Copy its link and hand it over.", name=sharer.name))
    return redirect(url_for("social.index"), 303)


@bp.post("/sharers/<uuid:sharer_id>/close")
@access.roles(*PARTNER_MARKETING)
def close(sharer_id: UUID) -> Response:
    """The page is gone, and can be had back."""
    with transaction() as session:
        sharer = actions.revoke(session, actor=current(), sharer_id=sharer_id, now=clock.now(session))
    undo = url_for("social.reopen", sharer_id=sharer_id)
    toast(gettext("The page of %(name)s is closed.", name=sharer.name), undo=undo)
    return redirect(url_for("social.index"), 303)


@bp.post("/sharers/<uuid:sharer_id>/reopen")
@access.roles(*PARTNER_MARKETING)
def reopen(sharer_id: UUID) -> Response:
    """As it was, under the same link."""
    with transaction() as session:
        sharer = actions.reopen(session, actor=current(), sharer_id=sharer_id)
    toast(gettext("The page of %(name)s is open again.", name=sharer.name))
    return redirect(url_for("social.index"), 303)
