"""A person's own page of an event: take the seat that is kept, give one back, leave the list.

Reached by a link in their mails. GET shows and POST acts: scanners open every link of a mail.
"""

from contextlib import suppress
from dataclasses import replace

from flask import Response, make_response, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.web import csp_nonce
from tcma.base.web.limits import limiter
from tcma.base.words import N_, speak
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.composing.rules import FormState, Page, render_page
from tcma.events import actions
from tcma.events.models import Event, Registration
from tcma.events.queries import places
from tcma.events.queries.invitations import invitation_of
from tcma.events.queries.page import composed
from tcma.events.rules import EventState, OfferOver, SeatState, TooLate
from tcma.events.rules.calendar import Method, calendar_file
from tcma.events.rules.tickets import SEAT, read
from tcma.events.views.blueprint import bp
from tcma.events.views.seat_words import acts, told
from tcma.partners.models import Partner


def _found(session: Session, token: str) -> tuple[Event, Registration]:
    """Raises NotFound for a token that is forged or cut."""
    registration_id = read(SEAT, token)
    one = session.get(Registration, registration_id) if registration_id else None
    if one is None:
        raise NotFound(N_("This link is cut off. Open it again from the mail."))
    speak(one.language)
    return session.get_one(Event, one.event_id), one


@bp.get("/seat/<token>")
@access.public
def seat(token: str) -> Answer:
    """How the registration stands, and what can be done. Nothing changes."""
    with transaction() as session:
        event, one = _found(session, token)
        return _shown(session, event, one, token)


@bp.post("/seat/<token>/<any(take, leave):verb>")
@access.own_proof
@limiter.limit("30/minute")
def seat_change(token: str, verb: str) -> Answer:
    """Take the seat or give it back; doing it twice is doing it once."""
    with transaction() as session:
        _event, one = _found(session, token)
        act = {"take": actions.take_seat, "leave": actions.give_back}[verb]
        with suppress(OfferOver, TooLate):  # the page behind says how it stands
            act(session, one.id, now=clock.now(session))
    return redirect(url_for("events.seat", token=token), 303)


@bp.get("/seat/<token>/calendar.ics")
@access.public
def seat_calendar(token: str) -> Answer:
    """The entry of this person's calendar: the same as in their mails, so that none is there twice."""
    with transaction() as session:
        event, one = _found(session, token)
        if one.state is not SeatState.CONFIRMED or event.state is not EventState.PUBLISHED:
            raise NotFound
        found = invitation_of(
            session, event, one, method=Method.PUBLISH, ticket_url=places.ticket(one.id), now=clock.now(session)
        )
    response = make_response(calendar_file(found))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    return response


def _shown(session: Session, event: Event, one: Registration, token: str) -> Response:
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    assert kit.registration_page is not None  # an event kit without a page to register on is not published
    slug = session.get_one(Partner, event.partner_id).slug
    seated = one.state is SeatState.CONFIRMED and event.state is EventState.PUBLISHED
    page = composed(
        session, event, slug, kit.registration_page.key, one.language, lambda url: url, seated=seated
    )
    now = clock.now(session)
    again = places.landing(slug, event.id, one.language)("")
    state = FormState(state="done", told=told(event, one, now), acts=acts(event, one, token, again, now))
    response = make_response(render_page(_short(page), state, nonce=csp_nonce()))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = one.language
    return response


def _short(page: Page) -> Page:
    """Only what it is, and when and where."""
    kept = [part for part in page.parts if part.type == "event_details"]
    first = [part for part in page.parts if part.type == "heading"][:1]
    return replace(page, parts=(*first, *kept))
