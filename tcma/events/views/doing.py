"""One change of an event: under its lock, said in a toast, and refused on its own page."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import make_response, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import clock
from tcma.base.access import current
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Refusal
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.events import actions
from tcma.events.models import Event
from tcma.events.views.event import shown

Act = Callable[[Session, Event, datetime], str]


def do(event_id: UUID, act: Act, *, anchor: str = "") -> Response:
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
