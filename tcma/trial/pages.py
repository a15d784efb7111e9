"""Pages that only a trial has: one-click sign-in for each persona, and the clock that skips."""

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request
from rq import Queue
from sqlalchemy import select
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import format_datetime, gettext
from tcma.partners.actions import open_session
from tcma.partners.models import Partner, Person
from tcma.partners.rules import own_path
from tcma.partners.views.blueprint import COOKIE, home_of, set_session_cookie
from tcma.trial.time import advance, arrive, begin, catch_up, next_due, tell_simulator

MONTH = 31 * 24 * 60

bp = Blueprint("trial", __name__, url_prefix="/trial")


@bp.get("/")
@access.public
def index() -> str:
    """Everyone one can be, by organisation."""
    with transaction() as session:
        rows = session.execute(
            select(Partner.name, Person).select_from(Person).outerjoin(Partner, Partner.id == Person.partner_id)
            .where(Person.deactivated_at.is_(None)).order_by(Partner.name.nulls_first(), Person.created_at)
        ).all()
        people = [(name, [one for _, one in group]) for name, group in groupby(rows, key=lambda row: row[0])]
        return render_template("trial/index.html", organisations=people, mailbox=use(Settings).ses_endpoint_url)


@bp.post("/be/<uuid:person_id>")
@access.public
def be(person_id: UUID) -> Response:
    """Sign in as a persona: the trial's people have no secrets."""
    with transaction() as session:
        person = session.get(Person, person_id)
        if person is None:
            raise NotFound
        token = open_session(
            session, person_id=person_id, now=clock.now(session), agent=request.user_agent.string,
            replacing=request.cookies.get(COOKIE),
        )
    answer = redirect(home_of(person.partner_id), 303)
    set_session_cookie(answer, token, person.role)
    return answer


@bp.post("/skip")
@access.public
def skip() -> Response:
    """Go to the next moment at which something happens by itself; with `minutes`, so far ahead."""
    with transaction() as session:
        now = clock.now(session)
        minutes = request.form.get("minutes", type=int)
        due = now + timedelta(minutes=min(minutes, MONTH)) if minutes else next_due(session)
        if due is not None:
            offset = advance(session, due + timedelta(seconds=1))
    if due is None:
        toast(gettext("Nothing is due: launch something first."))
    else:
        tell_simulator(use(Settings).ses_endpoint_url, offset)
        catch_up(use(Queue), due - now)
        actor = g.get("actor")
        toast(gettext("It is now %(when)s.", when=format_datetime(due, actor.timezone if actor else "UTC")))
    return redirect(own_path(request.form.get("next")) or "/")


@bp.post("/clock")
@access.public
def go() -> Response:
    """For the sample programme: `to` is a moment to go on to, or "present"; with `begin`, the moment to begin at."""
    to = request.form.get("to", "")
    try:
        moment = None if to == "present" else datetime.fromisoformat(to)
    except ValueError:
        abort(400)
    if moment is not None and moment.tzinfo is None:
        abort(400)
    with transaction() as session:
        if moment is None:
            offset = arrive(session)
        else:
            offset = begin(session, moment) if "begin" in request.form else advance(session, moment)
    tell_simulator(use(Settings).ses_endpoint_url, offset)
    return redirect("/trial/", 303)


def bar() -> str:
    """The trial's bar at the foot of every page."""
    with transaction() as session:
        now, due = clock.now(session), next_due(session)
    return render_template("trial/bar.html", now=now, due=due, mailbox=use(Settings).ses_endpoint_url)
