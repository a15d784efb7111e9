"""One's own settings: language, theme, time zone, password, and where one is signed in."""

from uuid import UUID

from flask import g, redirect, render_template, request
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.web.limits import limiter
from tcma.base.words import LANGUAGES, gettext, speak
from tcma.partners import actions, queries
from tcma.partners.forms import Password, Profile, show
from tcma.partners.models import Person
from tcma.partners.views.blueprint import COOKIE, back, bp, set_choice_cookie


def _page(profile: Profile | None = None, password: Password | None = None) -> str:
    actor = access.current()
    with transaction() as db:
        now = clock.now(db)
        person = db.get_one(Person, actor.person_id)
        sessions = queries.own_sessions(db, actor.person_id, now=now)
        offset = clock.offset(db)
        current = actions.session_of(db, request.cookies.get(COOKIE, ""))
    return render_template(
        "partners/me.html",
        profile=profile or Profile(formdata=None, obj=person),
        password=password or Password(formdata=None),
        form=profile or password,
        sessions=sessions,
        current=current,
        now=now - offset,
    )


@bp.get("/me")
@access.signed_in
def me() -> str:
    return _page()


@bp.post("/me")
@access.signed_in
def save_me() -> str | Response | tuple[str, int]:
    form = Profile()
    if not form.validate_on_submit():
        return _page(profile=form), 422
    try:
        with transaction() as db:
            actions.update_profile(
                db, person_id=access.current().person_id, name=form.name.data, language=form.language.data,
                timezone=form.timezone.data, theme=form.theme.data,
            )  # fmt: skip
    except Invalid as invalid:
        show(form, invalid.errors)
        return _page(profile=form), invalid.status
    speak(form.language.data)
    toast(gettext("Your settings are saved."))
    return redirect("/me", 303)


@bp.post("/me/password")
@access.signed_in
@limiter.limit("20/hour", key_func=lambda: str(access.current().person_id))
def change_password() -> str | Response | tuple[str, int]:
    form = Password()
    if not form.validate_on_submit():
        return _page(password=form), 422
    try:
        with transaction() as db:
            actions.change_password(
                db, person_id=access.current().person_id, current=form.current.data, new=form.new.data,
                token=request.cookies.get(COOKIE, ""),
            )  # fmt: skip
    except Invalid as invalid:
        show(form, invalid.errors)
        return _page(password=form), invalid.status
    toast(gettext("Your password is changed. Other browsers are signed out."))
    return redirect("/me", 303)


@bp.post("/me/sessions/<uuid:session_id>/end")
@access.signed_in
def end_session(session_id: UUID) -> Response:
    with transaction() as db:
        actions.end_session(db, session_id=session_id, person_id=access.current().person_id)
    toast(gettext("That browser is signed out."))
    return redirect("/me", 303)


@bp.post("/me/sessions/end-others")
@access.signed_in
def end_other_sessions() -> Response:
    with transaction() as db:
        actions.end_other_sessions(db, person_id=access.current().person_id, token=request.cookies.get(COOKIE, ""))
    toast(gettext("All other browsers are signed out."))
    return redirect("/me", 303)


@bp.post("/language")
@access.public
def set_language() -> Response:
    language = request.form.get("language", "")
    response = back()
    if language in LANGUAGES:
        set_choice_cookie(response, "language", language)
        if g.actor is not None:
            with transaction() as db:
                actions.set_language(db, person_id=g.actor.person_id, language=language)
    return response


@bp.post("/theme")
@access.public
def set_theme() -> Response:
    theme = request.form.get("theme", "")
    response = back()
    set_choice_cookie(response, "theme", theme if theme in ("light", "dark") else "")
    if g.actor is not None:
        with transaction() as db:
            actions.set_theme(db, person_id=g.actor.person_id, theme=theme)
    return response
