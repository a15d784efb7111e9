"""What a host does with the mails of an event: invite, undo, and change one that has not gone out."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import make_response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access
from tcma.base.errors import Invalid, Refusal
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import N_
from tcma.events import actions, forms
from tcma.events.models import Event
from tcma.events.views.blueprint import HOSTS, bp
from tcma.events.views.doing import do
from tcma.events.views.event import shown


@bp.post("/events/<uuid:event_id>/invite")
@access.roles(*HOSTS)
def invite(event_id: UUID) -> Response:
    """Schedule the invitations; they are held for the time of Undo. With X-Autosave, or on `count`, only count."""
    if request.headers.get("X-Autosave") or request.form.get("do") == "count":
        return make_response(shown(event_id))

    def act(session: Session, found: Event, now: datetime) -> str:
        hold = timedelta(seconds=use(Settings).hold_seconds)
        actions.invite(session, found, whom=forms.read_invited(request.form), hold=hold, now=now)
        return N_("Scheduled. You can undo it for a minute.")

    return do(event_id, act, anchor="invite")


@bp.post("/events/<uuid:event_id>/undo")
@access.roles(*HOSTS)
def undo(event_id: UUID) -> Response:
    """Take the invitations back."""

    def act(session: Session, found: Event, now: datetime) -> str:
        actions.undo_invitations(session, found, now=now)
        return N_("Undone. Nobody was invited.")

    return do(event_id, act, anchor="invite")


@bp.post("/events/<uuid:event_id>/mails/<uuid:mail_id>")
@access.roles(*HOSTS)
def mail(event_id: UUID, mail_id: UUID) -> Response:
    """Skip a mail, bring it back, or send it at another time."""

    def act(session: Session, found: Event, now: datetime) -> str:
        verb = request.form.get("do", "")
        if verb == "skip":
            actions.skip_mail(session, found, mail_id, now=now)
            return N_("This mail will not be sent.")
        errors: dict[str, Refusal] = {}
        at = None if verb == "back" else forms.read_time(request.form.get("due", ""), found.timezone, errors, "due")
        if errors:
            raise Invalid(errors)
        actions.change_mail(session, found, mail_id, at=at, now=now)
        return N_("This mail goes at its new time.") if at else N_("This mail goes at the kit's time.")

    return do(event_id, act, anchor="mails")
