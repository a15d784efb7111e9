"""The door: helpers of the host check people in, by a link of its own, without an account, until the event ends.

This is the page without JavaScript: every verb is a form, and its result a page. The scripts use door_sync.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.db import new_id, transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.web.limits import limiter
from tcma.base.words import format_date, format_datetime, language
from tcma.events.actions.door import AtDoor
from tcma.events.models import Event, Registration
from tcma.events.queries.door import Headcount, guests, headcount, matching
from tcma.events.queries.invitations import event_place, event_title
from tcma.events.rules.door import Outcome
from tcma.events.views.blueprint import bp
from tcma.events.views.door_gaps import gaps
from tcma.events.views.door_reading import Wish, act, event_at
from tcma.events.views.door_words import Told, counted, state_words, told

AT_ONCE = 60  # lines of the list without a search: a phone scrolls no further
FIELDS = ("first_name", "last_name", "company", "email")


@dataclass(frozen=True)
class Failed:
    """A walk-in as it was typed, and what to mend."""

    values: dict[str, str]
    errors: dict[str, Refusal]


@bp.get("/door/<token>")
@access.public
def door(token: str) -> Response:
    """The list, the search, and what came of the last check-in. Looking changes nothing."""
    return _page(token)


def _page(token: str, failed: Failed | None = None) -> Response:
    words = request.args.get("q", "")[:80]
    with transaction() as session:
        now = clock.now(session)
        event = event_at(session, token, now)
        everyone, count = guests(session, event.id), headcount(session, event)
        found = matching(everyone, words)
        page = render_template(
            "events/door.html", token=token, title=event_title(session, event, language()),
            when=format_datetime(event.starts_at, event.timezone), where=event_place(event), count=count,
            counted=counted(count.present, count.expected), day=_another_day(event, now),
            rows=[(one, state_words(event, one)) for one in found[:AT_ONCE]], more=max(0, len(found) - AT_ONCE),
            q=words, result=_last(session, event, count), new_key=lambda: str(new_id()), failed=failed, gaps=gaps(),
            timezone=event.timezone,
        )  # fmt: skip
    response = make_response(page, 422 if failed else 200)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _another_day(event: Event, now: datetime) -> str:
    """The day of the event while it is not that day yet; else ''."""
    zone = ZoneInfo(event.timezone)
    early = now.astimezone(zone).date() < event.starts_at.astimezone(zone).date()
    return format_date(event.starts_at, event.timezone) if early else ""


def _last(session: Session, event: Event, count: Headcount) -> Told | None:
    """What the form before this page came to, of a guest of this event."""
    try:
        outcome = Outcome(request.args.get("o", ""))
    except ValueError:
        return None
    guest = None
    if "r" in request.args:
        try:
            guest = session.get(Registration, UUID(request.args["r"]))
        except ValueError:
            return None
        if guest is None or guest.event_id != event.id:
            return None
    return told(event, AtDoor(outcome, guest, count))


@bp.post("/door/<token>/<any('check-in', 'undo', 'let-in', 'walk-in'):verb>")
@access.own_proof
@limiter.limit("300/minute")
def door_act(token: str, verb: str) -> Answer:
    """One of the forms; sent twice, it is done once."""
    try:
        with transaction() as session:
            now = clock.now(session)
            event = event_at(session, token, now)
            found = act(session, event, Wish.read(verb.replace("-", "_"), request.form), now=now)
            guest = str(found.guest.id) if found.guest else None
    except Invalid as invalid:
        return _page(token, Failed({name: request.form.get(name, "") for name in FIELDS}, invalid.errors))
    return redirect(url_for("events.door", token=token, o=found.outcome.value, r=guest), 303)
