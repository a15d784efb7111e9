"""An event's public pages: in the host's brand and the visitor's language, with a form that works by itself."""

from dataclasses import replace
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.words import speak
from tcma.events.queries.page import PublicPage, composed, is_full, public_page
from tcma.events.views import telling
from tcma.events.views.blueprint import bp
from tcma.events.views.taking import keep_seat
from tcma.tracking.forms import landing
from tcma.tracking.forms.arriving import came_by, language_for, with_visit
from tcma.tracking.forms.asking import answered
from tcma.tracking.forms.landing import Landing

PLACE = "/e/<lang>/<slug>/<uuid:event_id>"


def _landing(session: Session, found: PublicPage, lang: str) -> Landing:
    came, token = came_by(session, found.partner.id, found.event.id)
    found = replace(found, language=language_for(session, came, lang, found.event.languages, found.language))
    speak(found.language)
    page = composed(
        session, found.event, found.partner.slug, found.asset.key, found.language, lambda url: with_visit(url, token)
    )
    why = found.closed(clock.now(session))
    notice, submit = telling.full() if found.registers and is_full(session, found.event) else ("", "")
    return Landing(
        found.event.id, found.partner, found.asset, found.language, page, found.addresses(), came, token,
        launch_id=found.event.id, over=bool(why), closed=telling.closed(why) if why else (), notice=notice,
        submit=submit, answered=answered(session, found.partner.id, came), office_id=found.event.office_id,
    )  # fmt: skip


def _found(session: Session, lang: str, slug: str, event_id: UUID, asset_key: str) -> PublicPage:
    return public_page(session, slug=slug, event_id=event_id, asset_key=asset_key, language=lang)


@bp.get(PLACE, defaults={"asset_key": ""})
@bp.get(PLACE + "/<asset_key>")
@access.public
@access.hosted
def page(lang: str, slug: str, event_id: UUID, asset_key: str) -> Answer:
    """The page; in a language the event doesn't have, on to one it has."""
    with transaction() as session:
        shown = _landing(session, _found(session, lang, slug, event_id, asset_key), lang)
    if shown.language != lang:
        return landing.elsewhere(with_visit(shown.addresses[shown.language], shown.token))
    return landing.open_page(shown)


@bp.get(PLACE + "/done", defaults={"asset_key": ""})
@bp.get(PLACE + "/<asset_key>/done")
@access.public
@access.hosted
def page_done(lang: str, slug: str, event_id: UUID, asset_key: str) -> Answer:
    """What comes after the form; coming here changes nothing."""
    with transaction() as session:
        shown = _landing(session, _found(session, lang, slug, event_id, asset_key), lang)
    return landing.thank(shown, telling.waiting() if request.args.get("list") else ())


@bp.post(PLACE, defaults={"asset_key": ""})
@bp.post(PLACE + "/<asset_key>")
@access.own_proof
@access.hosted
def page_submit(lang: str, slug: str, event_id: UUID, asset_key: str) -> Answer:
    """Take the form: the contact, the seat, the response and its owner in one transaction. Twice is once."""
    with transaction() as session:
        found = _found(session, lang, slug, event_id, asset_key)
        keep = keep_seat if found.registers else landing.keep_response
        return landing.take(session, _landing(session, found, lang), keep, after="done")
