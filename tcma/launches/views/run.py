"""A run: how it stands, and the verbs that stop and start it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect as to
from flask import render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, PARTNER_ROLES, current
from tcma.base.db import transaction
from tcma.base.web import toast
from tcma.base.words import N_
from tcma.base.words import gettext as _
from tcma.catalogue.queries import kit_content, kit_of, version
from tcma.delivery.queries import hold_of
from tcma.launches import actions
from tcma.launches.queries.online import online, sites
from tcma.launches.queries.runs import Status, launch, launches_of, status, zone_of
from tcma.launches.rules import ACTIVE, LaunchState
from tcma.launches.views import counting, telling, updating
from tcma.launches.views import online as comparing
from tcma.launches.views.blueprint import bp
from tcma.launches.views.following import next_steps
from tcma.launches.views.wording import all_reasons
from tcma.partners.rules import own_path
from tcma.senders.queries.warming import Warming, warming_senders
from tcma.tracking.queries import clickers, held_count

VERBS: Mapping[str, tuple[Any, str]] = {
    "pause": (actions.pause, N_("Paused. Nothing more leaves until you resume.")),
    "resume": (actions.resume, N_("It goes on where it was paused.")),
    "stop": (actions.stop, N_("Stopped. What had not been sent will not be.")),
    "undo": (actions.undo, N_("Undone. Nothing was sent; your draft is as it was.")),
}


@bp.get("/runs")
@access.roles(*PARTNER_ROLES)
def runs() -> str:
    """All launches that were scheduled."""
    actor = current()
    with transaction() as session:
        found = launches_of(session, actor.partner)
        zone = zone_of(session, actor.partner)
        return render_template("launches/runs.html", runs=found, timezone=zone, telling=telling)


@bp.get("/runs/<uuid:launch_id>")
@access.roles(*PARTNER_ROLES)
def run(launch_id: UUID) -> str:
    """One run: what will happen, how far it is, what to do next, who clicked."""
    return page(launch_id)


def page(launch_id: UUID, problem: str = "") -> str:
    """The whole page; with a `problem`, also what was typed."""
    actor = current()
    with transaction() as session:
        now, zone = clock.now(session), zone_of(session, actor.partner)
        found = status(session, launch(session, actor.partner, launch_id), now)
        made = version(session, found.launch.version_id)
        may = actor.role in PARTNER_MARKETING
        clicked = clickers(session, actor.partner, launch_id) if may else []  # names are for who works with contacts
        return render_template(
            "launches/run.html", run=found, timezone=zone, State=LaunchState, telling=telling, may=may,
            warming=[one.words for one in _warming(session, found, now)],
            standstill=telling.held(hold_of(session, actor.partner)) if found.waiting else "",
            words=telling.said(found, now, zone), reasons=all_reasons(found), clickers=clicked,
            lines=counting.lines(), heard=counting.heard(), left=_left(found, now), active=found.launch.state in ACTIVE,
            starts=telling.starts(found.launch, zone), mails=telling.schedule_of(found, zone),
            todo=next_steps(found, kit_content(made), len(clicked), held_count(session, actor.partner), may=may),
            waiting=updating.waiting_words(session, found.launch, request.form) if found.refits else [],
            problem=problem,
            must_stop=_must_stop(session, found), change=made.mandatory,
            pages=online(session, found.launch), sites=sites(session, found.launch), comparing=comparing,
        )  # fmt: skip


def _warming(session: Session, found: Status, now: datetime) -> list[Warming]:
    """The senders of a run that are new, while it is on its way."""
    if found.launch.state not in ACTIVE:
        return []
    return warming_senders(session, (one.step.sender for one in found.steps), now=now)


def _must_stop(session: Session, found: Status) -> bool:
    """Whether it can only be stopped: it can't follow a change that all have to take."""
    return found.launch.state in ACTIVE and actions.must_stop(session, found.launch)


def _left(found: Status, now: datetime) -> int:
    """Whole seconds until the hold is over."""
    until = found.launch.hold_until
    return max(0, int((until - now).total_seconds())) if until else 0


@bp.post("/runs/<uuid:launch_id>/<any(pause, resume, stop, undo):verb>")
@access.roles(*PARTNER_MARKETING)
def change(launch_id: UUID, verb: str) -> Answer:
    """Pause, resume, stop or undo; back to where the button was, or after Undo to the draft."""
    act, said = VERBS[verb]
    with transaction() as session:
        found = actions.own(session, launch_id, current().partner)
        act(session, found, now=clock.now(session))
        slug = kit_of(session, version(session, found.version_id)).slug
    toast(_(said))
    if verb == "undo":
        return to(url_for("launches.open_kit", slug=slug))
    return to(own_path(request.form.get("next")) or url_for("launches.run", launch_id=launch_id))
