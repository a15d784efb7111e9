"""The door for its scripts: the list for the phone, and what the phone did, also while there was no network."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from flask import Response, request, send_from_directory

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web.assets import STATIC
from tcma.base.web.limits import limiter
from tcma.base.words import format_time
from tcma.base.words import gettext as _
from tcma.events.models import Event
from tcma.events.queries.door import DoorGuest, guests, headcount
from tcma.events.views.blueprint import bp
from tcma.events.views.door_reading import Wish, act, event_at
from tcma.events.views.door_words import told

MOST = 50  # things in one request: seconds of work at most
VERBS = ("check_in", "undo", "let_in", "walk_in")


@bp.get("/door/<token>/guests")
@access.public
def door_guests(token: str) -> Response:
    """Everyone on the list, with an ETag: a phone asks every few seconds, and mostly nothing is new."""
    with transaction() as session:
        event = event_at(session, token, clock.now(session), late=True)
        count = headcount(session, event)
        found = {
            "guests": [_line(event, one) for one in guests(session, event.id)], "present": count.present,
            "expected": count.expected,
        }  # fmt: skip
    return _answer(found)


def _line(event: Event, one: DoorGuest) -> dict[str, Any]:
    at = format_time(one.checked_in_at, event.timezone) if one.checked_in_at else ""
    return {"id": str(one.id), "name": one.name, "company": one.company, "state": one.state.value, "code": one.code,
            "at": at, "key": one.key}  # fmt: skip


@bp.post("/door/<token>/sync")
@access.own_proof
@limiter.limit("300/minute")
def door_sync(token: str) -> Response:
    """Do what a phone has done, in its order, each in a transaction of its own; an answer for each.

    Every one carries a key, so that what is sent again changes nothing.
    """
    data = request.get_json(silent=True)
    sent = data.get("wishes") if isinstance(data, dict) else None
    if not isinstance(sent, list) or len(sent) > MOST or not all(isinstance(one, dict) for one in sent):
        return _answer({"error": _("This was not sent by the door's page.")}, 400)
    results = [_one(token, given) for given in sent]
    with transaction() as session:
        event = event_at(session, token, clock.now(session), late=True)
        count = headcount(session, event)
    return _answer({"results": results, "present": count.present, "expected": count.expected})


def _one(token: str, given: dict[str, Any]) -> dict[str, Any]:
    do, key = given.get("do"), given.get("key")
    if do not in VERBS or not isinstance(key, str) or not key:
        return {"key": key, "outcome": "refused", "tone": "bad", "title": _("This was not understood."), "detail": ""}
    try:
        with transaction() as session:
            now = clock.now(session)
            event = event_at(session, token, now, late=True)
            found = told(event, act(session, event, Wish.read(do, given), now=now))
            line = _line(event, found.guest) if found.guest else None
    except Invalid as invalid:
        errors = {name: str(refusal) for name, refusal in invalid.errors.items()}
        return {"key": key, "outcome": "invalid", "tone": "bad", "title": " ".join(errors.values()), "detail": "",
                "errors": errors}  # fmt: skip
    return {"key": key, **{name: value for name, value in asdict(found).items() if name != "guest"}, "guest": line}


def _answer(found: dict[str, Any], status: int = 200) -> Response:
    body = json.dumps(found, ensure_ascii=False)
    response = Response(body, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.method == "GET":
        response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
        response.make_conditional(request)
    return response


@bp.get("/offline.js")
@access.public
def offline_worker() -> Response:
    """The service worker that keeps tickets and the door's page on the phone; it must stand at the root."""
    response = send_from_directory(STATIC / "js", "offline.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
