"""Starting an event: a date, a place, and its page is open."""

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import current
from tcma.base.db import new_id, transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.web import toast
from tcma.base.words import N_, gettext, language, language_name
from tcma.events import actions, forms
from tcma.events.queries.desk import desk
from tcma.events.views.asking import verified, zones
from tcma.events.views.blueprint import HOSTS, bp
from tcma.launches.forms import places_of


@bp.get("/events/new/<slug>")
@access.roles(*HOSTS)
def new(slug: str) -> str:
    """The kit, and a form that is filled in but for the place."""
    return _page(slug)


@bp.post("/events/new/<slug>")
@access.roles(*HOSTS)
def create(slug: str) -> Response:
    """Publish the page, or keep a draft. What is sent twice is one event."""
    actor = current()
    opens = request.form.get("do") == "publish"
    may_send = verified() if opens else False
    try:
        with transaction() as session:
            now = clock.now(session)
            found = desk(session, actor=actor, slug=slug, language=language(), now=now)
            plan = forms.read_plan(request.form, languages=found.offered)
            event = actions.start(
                session, actor=actor, version=found.version, plan=plan, key=request.form.get("key", "")[:64], now=now
            )
            event = actions.own(session, event.id, actor.partner)
            if opens:
                actions.publish(session, event, verified=may_send, now=now)
    except NotFound:
        raise
    except Refusal as refusal:
        return make_response(_page(slug, refusal), refusal.status)
    toast(gettext(N_("The page is open. Invite people next.") if opens else N_("Kept as a draft.")))
    return redirect(url_for("events.event", event_id=event.id), 303)


def _page(slug: str, problem: Refusal | None = None) -> str:
    actor = current()
    with transaction() as session:
        found = desk(session, actor=actor, slug=slug, language=language(), now=clock.now(session))
        return render_template(
            "events/new.html", desk=found, slug=slug, typed=request.form, problem=problem, errors=places_of(problem),
            message=str(problem) if problem and not isinstance(problem, Invalid) else "", zones=zones(found.zone),
            key=request.form.get("key", "")[:64] or str(new_id()), language_name=language_name,
        )  # fmt: skip
