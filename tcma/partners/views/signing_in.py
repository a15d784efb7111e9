"""Signing in and out, and accepting an invitation."""

from uuid import UUID

from flask import g, redirect, render_template, request, session
from werkzeug.wrappers import Response

from tcma.base import access, clock, tokens
from tcma.base.db import transaction
from tcma.base.errors import Gone, Invalid
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.partners import actions, queries
from tcma.partners.actions.invitations import OVER
from tcma.partners.forms import Accept, SignIn, show
from tcma.partners.models import Person
from tcma.partners.rules import own_path
from tcma.partners.views.blueprint import COOKIE, bp, home_of, set_session_cookie


def _signed_in(person: Person, token: str, wanted: str | None) -> Response:
    session.clear()
    response = redirect(own_path(wanted) or home_of(person.partner_id), 303)
    set_session_cookie(response, token, person.role)
    return response


@bp.get("/sign-in")
@access.public
def sign_in() -> str | Response:
    if g.actor is not None:
        return redirect(own_path(request.args.get("next")) or home_of(g.actor.partner_id))
    form = SignIn(next=own_path(request.args.get("next")) or "")
    return render_template("partners/sign_in.html", form=form)


@bp.post("/sign-in")
@access.public
def take_sign_in() -> str | Response | tuple[str, int]:
    form = SignIn()
    if not form.validate_on_submit():
        return render_template("partners/sign_in.html", form=form), 422
    with transaction() as db:
        now = clock.now(db)
        found = actions.sign_in(
            db, email=form.email.data, password=form.password.data, address=request.remote_addr or "", now=now
        )
        if isinstance(found, Person):
            token = actions.open_session(
                db, person_id=found.id, now=now, agent=request.user_agent.string, replacing=request.cookies.get(COOKIE)
            )
            return _signed_in(found, token, form.next.data)
    if isinstance(found, Invalid):
        show(form, found.errors)
        return render_template("partners/sign_in.html", form=form), found.status
    return render_template("partners/sign_in.html", form=form, refusal=found), found.status


@bp.post("/sign-out")
@access.public
def sign_out() -> Response:
    if token := request.cookies.get(COOKIE):
        with transaction() as db:
            actions.sign_out(db, token=token)
    session.clear()
    toast(gettext("You are signed out."))
    response = redirect("/sign-in", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return response


def _invitation_id(token: str) -> UUID:
    payload = tokens.read("invitation", token)
    if payload is None or len(payload) != 16:
        raise Gone(OVER)
    return UUID(bytes=payload)


@bp.get("/in/<token>")
@access.public
def accept(token: str) -> str:
    return _accept_page(_invitation_id(token), Accept())


def _accept_page(invitation_id: UUID, form: Accept) -> str:
    with transaction() as db:
        now = clock.now(db)
        invited = queries.open_invitation(db, invitation_id, now=now)
        mail = queries.invitation_mail(db, invitation_id)
    if invited is None or mail is None:
        raise Gone(OVER)
    return render_template("partners/accept.html", form=form, invited=mail)


@bp.post("/in/<token>")
@access.public
def take_accept(token: str) -> str | Response | tuple[str, int]:
    invitation_id, form = _invitation_id(token), Accept()
    if not form.validate_on_submit():
        return _accept_page(invitation_id, form), 422
    try:
        with transaction() as db:
            now = clock.now(db)
            person = actions.accept(db, invitation_id=invitation_id, password=form.password.data, now=now)
            cookie = actions.open_session(
                db, person_id=person.id, now=now, agent=request.user_agent.string, replacing=request.cookies.get(COOKIE)
            )
    except Invalid as invalid:
        show(form, invalid.errors)
        return _accept_page(invitation_id, form), invalid.status
    return _signed_in(person, cookie, None)
