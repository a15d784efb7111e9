"""The way back for who forgot the password."""

from uuid import UUID

from flask import render_template
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from tcma.base import access, clock, tokens
from tcma.base.db import transaction
from tcma.base.errors import Gone, Invalid
from tcma.base.web import toast
from tcma.base.web.limits import limiter
from tcma.base.words import gettext
from tcma.partners import actions, queries
from tcma.partners.actions.forgotten import OVER
from tcma.partners.forms import Accept, Forgotten, show
from tcma.partners.views.blueprint import bp


@bp.get("/forgotten")
@access.public
def forgotten() -> str:
    return render_template("partners/forgotten.html", form=Forgotten(), sent=False)


@bp.post("/forgotten")
@access.public
@limiter.limit("10/hour")
def ask() -> str | tuple[str, int]:
    """The same answer whether there is an account or not."""
    form = Forgotten()
    if not form.validate_on_submit():
        return render_template("partners/forgotten.html", form=form, sent=False), 422
    with transaction() as session:
        actions.ask_reset(session, email=form.email.data, now=clock.now(session))
    return render_template("partners/forgotten.html", form=form, sent=True)


def _reset_id(token: str) -> UUID:
    payload = tokens.read("password", token)
    if payload is None or len(payload) != 16:
        raise Gone(OVER)
    return UUID(bytes=payload)


@bp.get("/forgotten/<token>")
@access.public
def reset(token: str) -> str:
    return _page(_reset_id(token), Accept())


def _page(reset_id: UUID, form: Accept) -> str:
    with transaction() as session:
        person = queries.open_reset(session, reset_id, now=clock.now(session))
    if person is None:
        raise Gone(OVER)
    return render_template("partners/reset.html", form=form, person=person)


@bp.post("/forgotten/<token>")
@access.public
def take_reset(token: str) -> str | Response | tuple[str, int]:
    """Set it; then sign in with it, so that a link that leaks opens nothing by itself."""
    reset_id, form = _reset_id(token), Accept()
    if not form.validate_on_submit():
        return _page(reset_id, form), 422
    try:
        with transaction() as session:
            actions.reset_password(session, reset_id=reset_id, password=form.password.data, now=clock.now(session))
    except Invalid as invalid:
        show(form, invalid.errors)
        return _page(reset_id, form), invalid.status
    toast(gettext("Your new password is set. Sign in with it."))
    return redirect("/sign-in", 303)
