"""Landing pages: public, in the partner's brand and the visitor's language, with a form that works by itself."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.words import speak
from tcma.launches.queries.page import composed, public_page
from tcma.launches.queries.places import own_sites
from tcma.launches.views.blueprint import bp
from tcma.tracking.forms import landing
from tcma.tracking.forms.arriving import came_by, language_for, variant_for, with_visit
from tcma.tracking.forms.asking import answered
from tcma.tracking.forms.landing import Landing

PLACE = "/c/<lang>/<slug>/<uuid:launch_id>/"


def _landing(
    session: Session, lang: str, slug: str, launch_id: UUID, asset_key: str, *, framed: bool = False
) -> Landing:
    found = public_page(session, slug=slug, launch_id=launch_id, asset_key=asset_key, language=lang)
    came, token = came_by(session, found.partner.id, launch_id)
    found = replace(found, language=language_for(session, came, lang, found.offered, found.language))
    speak(found.language)
    variant = variant_for(
        session, partner_id=found.partner.id, launch_id=launch_id, asset=found.asset, came=came, place=launch_id
    )
    return Landing(
        place=launch_id, partner=found.partner, asset=found.asset, language=found.language,
        page=composed(session, found, lambda url: with_visit(url, token), variant), addresses=found.addresses(),
        visitor=came, token=token, launch_id=launch_id, over=found.over, trying=found.trying, variant=variant,
        answered=answered(session, found.partner.id, came),
        framed_by=own_sites(session, found.partner) if framed else None, office_id=found.launch.office_id,
    )  # fmt: skip


@bp.get(PLACE, defaults={"asset_key": ""})
@bp.get(PLACE + "<asset_key>")
@access.public
@access.hosted
def page(lang: str, slug: str, launch_id: UUID, asset_key: str) -> Answer:
    """The page; in a language the launch doesn't have, on to one it has."""
    with transaction() as session:
        found = _landing(session, lang, slug, launch_id, asset_key)
        if (found.language, found.asset.key) != (lang, asset_key):
            return landing.elsewhere(with_visit(found.addresses[found.language], found.token))
    return landing.open_page(found)


@bp.get(PLACE + "<asset_key>/embed")
@access.public
@access.hosted
def embed(lang: str, slug: str, launch_id: UUID, asset_key: str) -> Answer:
    """The form alone, for a frame on the partner's own website and on no other."""
    with transaction() as session:
        return landing.open_page(_landing(session, lang, slug, launch_id, asset_key, framed=True))


@bp.get(PLACE + "<asset_key>/thanks", defaults={"framed": False})
@bp.get(PLACE + "<asset_key>/embed/thanks", defaults={"framed": True})
@access.public
@access.hosted
def page_thanks(lang: str, slug: str, launch_id: UUID, asset_key: str, framed: bool) -> Answer:
    """What comes after the form, on the page or in the frame."""
    with transaction() as session:
        return landing.thank(_landing(session, lang, slug, launch_id, asset_key, framed=framed))


@bp.post(PLACE + "<asset_key>", defaults={"framed": False})
@bp.post(PLACE + "<asset_key>/embed", defaults={"framed": True})
@access.own_proof
@access.hosted
def page_submit(lang: str, slug: str, launch_id: UUID, asset_key: str, framed: bool) -> Answer:
    """Take the form; that of the frame is the launch's as any other."""
    with transaction() as session:
        return landing.take(session, _landing(session, lang, slug, launch_id, asset_key, framed=framed))
