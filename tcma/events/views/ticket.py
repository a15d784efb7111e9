"""Somebody's ticket: reached by the link in their mails, without an account. Looking at it changes nothing."""

from datetime import datetime

from flask import Response, make_response, render_template, url_for
from sqlalchemy.orm import Session

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.web.qr import qr_png, qr_svg
from tcma.base.words import LANGUAGES, N_, SOURCE, format_time, gettext, speak
from tcma.events.queries import places
from tcma.events.queries.ticket import Ticket, ticket_of
from tcma.events.rules.adding import google_address, outlook_address
from tcma.events.rules.calendar import calendar_file
from tcma.events.rules.door import shown_code
from tcma.events.rules.tickets import TICKET, read
from tcma.events.views.blueprint import bp


def _ticket(session: Session, token: str, now: datetime) -> Ticket:
    """Raises NotFound for a token that is forged or cut."""
    registration_id = read(TICKET, token)
    found = ticket_of(session, registration_id, now=now) if registration_id else None
    if found is None:
        raise NotFound(N_("This ticket is not complete. Open it again from the mail."))
    tag = found.registration.language.split("-")[0]
    speak(tag if tag in LANGUAGES else SOURCE)
    return found


def _private(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/t/<token>")
@access.public
def ticket(token: str) -> Response:
    """Name, date, place and the code; once opened, also without a network."""
    with transaction() as session:
        found = _ticket(session, token, clock.now(session))
        one, event = found.registration, found.event
        address = places.ticket(one.id)
        page = render_template(
            "events/ticket.html", ticket=found, offline_page=True,
            code=qr_svg(address, name=gettext("QR code of this ticket")) if found.opens else None,
            typed=shown_code(one.id),
            checked_in=format_time(one.checked_in_at, event.timezone) if one.checked_in_at else "",
            google=google_address(found.entry), outlook=outlook_address(found.entry),
            file=url_for("events.ticket_calendar", token=token), seat=places.seat(one.id),
            again=places.landing(found.slug, event.id, one.language)(""),
        )  # fmt: skip
    return _private(make_response(page, 410 if found.state in ("cancelled", "past") else 200))


@bp.get("/t/<token>/calendar.ics")
@access.public
def ticket_calendar(token: str) -> Response:
    """The entry as a file, with the same UID as in the mails: taken twice, it is there once."""
    with transaction() as session:
        found = _ticket(session, token, clock.now(session))
    if not found.opens:
        raise NotFound
    response = make_response(calendar_file(found.entry))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="event.ics"'
    return _private(response)


@bp.get("/t/<token>/code.png")
@access.public
def ticket_code(token: str) -> Response:
    """The code as a picture, for mails."""
    with transaction() as session:
        found = _ticket(session, token, clock.now(session))
    if not found.opens:
        raise NotFound
    response = make_response(qr_png(places.ticket(found.registration.id)))
    response.headers["Content-Type"] = "image/png"
    return _private(response)
