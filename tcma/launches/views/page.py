"""Landing pages: public, in the partner's brand and the visitor's language, with a form that works by itself."""

from uuid import UUID

from flask import redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.web.limits import limiter
from tcma.base.words import speak
from tcma.launches.queries.page import composed, public_page
from tcma.launches.views.blueprint import bp
from tcma.tracking.forms import landing
from tcma.tracking.forms.landing import Landing, with_visit

PLACE = "/c/<lang>/<slug>/<uuid:launch_id>/"


def _landing(session: Session, lang: str, slug: str, launch_id: UUID, asset_key: str) -> Landing:
    found = public_page(session, slug=slug, launch_id=launch_id, asset_key=asset_key, language=lang)
    speak(found.language)
    came, token = landing.came_by(session, found.partner.id, launch_id)
    return Landing(
        place=launch_id, partner=found.partner, asset=found.asset, language=found.language,
        page=composed(session, found, lambda url: with_visit(url, token)), addresses=found.addresses(),
        visitor=came, token=token, launch_id=launch_id, over=found.over, trying=found.trying,
    )  # fmt: skip


@bp.get(PLACE, defaults={"asset_key": ""})
@bp.get(PLACE + "<asset_key>")
@access.public
def page(lang: str, slug: str, launch_id: UUID, asset_key: str) -> Answer:
    """The page; in a language the launch doesn't have, on to one it has."""
    with transaction() as session:
        found = _landing(session, lang, slug, launch_id, asset_key)
        if (found.language, found.asset.key) != (lang, asset_key):
            return redirect(with_visit(found.addresses[found.language], found.token))
    return landing.open_page(found)


@bp.get(PLACE + "<asset_key>/thanks")
@access.public
def page_thanks(lang: str, slug: str, launch_id: UUID, asset_key: str) -> Answer:
    """What comes after the form."""
    with transaction() as session:
        found = _landing(session, lang, slug, launch_id, asset_key)
    return landing.thank(found)


@bp.post(PLACE + "<asset_key>")
@access.own_proof
@limiter.limit("30/minute")
def page_submit(lang: str, slug: str, launch_id: UUID, asset_key: str) -> Answer:
    """Take the form."""
    with transaction() as session:
        return landing.take(session, _landing(session, lang, slug, launch_id, asset_key))
