"""What a host does with an event: publish, move, seats, cancel."""

from datetime import datetime
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access
from tcma.base.words import N_
from tcma.events import actions, forms
from tcma.events.models import Event
from tcma.events.queries.desk import offered_languages
from tcma.events.rules import EventState
from tcma.events.views.asking import verified
from tcma.events.views.blueprint import HOSTS, bp
from tcma.events.views.doing import do


@bp.post("/events/<uuid:event_id>/publish")
@access.roles(*HOSTS)
def publish(event_id: UUID) -> Response:
    """Open the page of a draft."""
    may_send = verified()

    def act(session: Session, found: Event, now: datetime) -> str:
        actions.publish(session, found, verified=may_send, now=now)
        return N_("The page is open. Invite people next.")

    return do(event_id, act)


@bp.post("/events/<uuid:event_id>/move")
@access.roles(*HOSTS)
def move(event_id: UUID) -> Response:
    """Another date, time or place; those registered get an update of their calendar entry."""

    def act(session: Session, found: Event, now: datetime) -> str:
        plan = forms.read_plan(request.form, languages=offered_languages(session, found))
        changed = actions.move(session, found, plan=plan, now=now)
        if found.state is EventState.DRAFT:
            return N_("Saved.")
        return N_("Moved. Everyone registered is told.") if changed else N_("Nothing was changed.")

    return do(event_id, act)


@bp.post("/events/<uuid:event_id>/seats")
@access.roles(*HOSTS)
def seats(event_id: UUID) -> Response:
    """More seats, or fewer."""

    def act(session: Session, found: Event, now: datetime) -> str:
        actions.set_capacity(session, found, capacity=forms.read_capacity(request.form), now=now)
        return N_("Saved. Free seats are offered to those who wait.")

    return do(event_id, act, anchor="guests")


@bp.post("/events/<uuid:event_id>/cancel")
@access.roles(*HOSTS)
def cancel(event_id: UUID) -> Response:
    """It does not take place."""

    def act(session: Session, found: Event, now: datetime) -> str:
        actions.cancel(session, found, now=now)
        return N_("Cancelled. Everyone registered is told.")

    return do(event_id, act)
