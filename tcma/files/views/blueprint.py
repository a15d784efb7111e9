"""The slice's blueprint, and what its pages share."""

from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from tcma.base.access import current
from tcma.base.errors import NotFound
from tcma.branding.models import Office
from tcma.branding.queries import chosen_office
from tcma.files.queries import FileKit, file_event, file_kit
from tcma.files.rules import Medium
from tcma.partners.models import Partner

bp = Blueprint("files", __name__)


def own_partner(session: Session) -> Partner:
    return session.get_one(Partner, current().partner)


def asked_office(session: Session, partner: Partner) -> Office | None:
    """The partner's office of ?office=; NotFound, in words, for one that can't be chosen."""
    return chosen_office(session, partner.id, request.args.get("office"))


def asked_kit(session: Session, slug: str) -> FileKit:
    """The campaign of the address, or the event of ?event=, in the language of ?lang= as far as there is one.

    A campaign in the brand of the office of ?office=; an event has its own.
    """
    partner, language = own_partner(session), request.args.get("lang", current().language)
    asked, office = request.args.get("event"), asked_office(session, partner)
    if asked is None:
        return file_kit(session, partner, slug, language, office)
    try:
        return file_event(session, partner, slug, UUID(asked), language)
    except ValueError as error:
        raise NotFound from error


def handed_over(body: bytes, medium: Medium, name: str) -> Response:
    """A file to be kept, always as things stand; ?show=1 shows it in place, and for two minutes the same."""
    response = Response(body, mimetype=medium.mimetype)
    way = "inline" if request.args.get("show") else "attachment"
    response.headers["Content-Disposition"] = f'{way}; filename="{name}.{medium.suffix}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=120" if way == "inline" else "private, no-cache"
    return response
