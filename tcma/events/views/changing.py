"""What a host does with an event: publish, invite, undo, move, cancel, and change a mail that has not gone out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import current
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.events import actions, forms
from tcma.events.models import Event
from tcma.events.queries.desk import offered_languages
from tcma.events.views.asking import verified
from tcma.events.views.blueprint import HOSTS, bp
from tcma.events.views.event import shown

Act = Callable[[Session, Event, Any], str]


def _do(event_id: UUID, act: Act, *, anchor: str = "") -> Response:
    """Do it with the event's row locked, and say what was done; a refusal comes back on the page."""
    try:
        with transaction() as session:
            found = actions.own(session, event_id, current().partner)
            said = act(session, found, clock.now(session))
    except NotFound:
        raise
    except Refusal as refusal:
        return make_response(shown(event_id, refusal), refusal.status)
    toast(gettext(said))
    return redirect(url_for("events.event", event_id=event_id, _anchor=anchor or None), 303)


@bp.post("/events/<uuid:event_id>/publish")
@access.roles(*HOSTS)
def publish(event_id: UUID) -> Response:
    """Open the page of a draft."""
    may_send = verified()

    def act(session: Session, found: Event, now: Any) -> str:
        actions.publish(session, found, verified=may_send, now=now)
        return N_("The page is open. Invite people next.")

    return _do(event_id, act)


@bp.post("/events/<uuid:event_id>/invite")
@access.roles(*HOSTS)
def invite(event_id: UUID) -> Response:
    """Schedule the invitations to a list; they are held for the time of Undo."""

    def act(session: Session, found: Event, now: Any) -> str:
        hold = timedelta(seconds=use(Settings).hold_seconds)
        actions.invite(session, found, list_id=forms.read_list(request.form), hold=hold, now=now)
        return N_("Scheduled. You can undo it for a minute.")

    return _do(event_id, act, anchor="invite")


@bp.post("/events/<uuid:event_id>/undo")
@access.roles(*HOSTS)
def undo(event_id: UUID) -> Response:
    """Take the invitations back."""

    def act(session: Session, found: Event, now: Any) -> str:
        actions.undo_invitations(session, found, now=now)
        return N_("Undone. Nobody was invited.")

    return _do(event_id, act, anchor="invite")


@bp.post("/events/<uuid:event_id>/move")
@access.roles(*HOSTS)
def move(event_id: UUID) -> Response:
    """Another date, time or place; those registered get an update of their calendar entry."""

    def act(session: Session, found: Event, now: Any) -> str:
        plan = forms.read_plan(request.form, languages=offered_languages(session, found))
        changed = actions.move(session, found, plan=plan, now=now)
        return N_("Moved. Everyone registered is told.") if changed else N_("Nothing was changed.")

    return _do(event_id, act)


@bp.post("/events/<uuid:event_id>/seats")
@access.roles(*HOSTS)
def seats(event_id: UUID) -> Response:
    """More seats, or fewer."""

    def act(session: Session, found: Event, now: Any) -> str:
        actions.set_capacity(session, found, capacity=forms.read_capacity(request.form), now=now)
        return N_("Saved. Free seats are offered to those who wait.")

    return _do(event_id, act, anchor="guests")


@bp.post("/events/<uuid:event_id>/cancel")
@access.roles(*HOSTS)
def cancel(event_id: UUID) -> Response:
    """It does not take place."""

    def act(session: Session, found: Event, now: Any) -> str:
        actions.cancel(session, found, now=now)
        return N_("Cancelled. Everyone registered is told.")

    return _do(event_id, act)


@bp.post("/events/<uuid:event_id>/mails/<uuid:mail_id>")
@access.roles(*HOSTS)
def mail(event_id: UUID, mail_id: UUID) -> Response:
    """Skip a mail, bring it back, or send it at another time."""

    def act(session: Session, found: Event, now: Any) -> str:
        do = request.form.get("do", "")
        if do == "skip":
            actions.skip_mail(session, found, mail_id, now=now)
            return N_("This mail will not be sent.")
        errors: dict[str, Refusal] = {}
        at = None if do == "back" else forms.read_time(request.form.get("due", ""), found.timezone, errors, "due")
        if errors:
            raise Invalid(errors)
        actions.change_mail(session, found, mail_id, at=at, now=now)
        return N_("This mail goes at its new time.") if at else N_("This mail goes at the kit's time.")

    return _do(event_id, act, anchor="mails")
