"""Where shared posts lead: a partner's page of a kit, public, in its brand, with the kit's form."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.words import speak
from tcma.social.queries.page import composed, kit_page
from tcma.social.views.blueprint import bp
from tcma.tracking.forms import landing
from tcma.tracking.forms.arriving import came_by, language_for, variant_for, with_visit
from tcma.tracking.forms.asking import answered
from tcma.tracking.forms.landing import Landing

PLACE = "/c/<lang>/<slug>/kit/<kit>/"
OF_OFFICE = "/c/<lang>/<slug>/office/<uuid:office_id>/kit/<kit>/"
"""The same in the brand of one of the partner's offices."""


def _landing(session: Session, lang: str, slug: str, office_id: UUID | None, kit: str, asset_key: str) -> Landing:
    found = kit_page(session, partner=slug, kit=kit, asset_key=asset_key, language=lang, office_id=office_id)
    came, token = came_by(session, found.partner.id, None)
    found = replace(found, language=language_for(session, came, lang, found.offer.languages, found.language))
    speak(found.language)
    variant = variant_for(
        session, partner_id=found.partner.id, launch_id=None, asset=found.asset, came=came, place=found.place
    )
    return Landing(
        place=found.place, partner=found.partner, asset=found.asset, language=found.language,
        page=composed(session, found, lambda url: with_visit(url, token), variant), addresses=found.addresses(),
        visitor=came, token=token, over=found.over, variant=variant,
        answered=answered(session, found.partner.id, came), office_id=found.office_id,
    )  # fmt: skip


@bp.get(PLACE, defaults={"office_id": None, "asset_key": ""})
@bp.get(PLACE + "<asset_key>", defaults={"office_id": None})
@bp.get(OF_OFFICE, defaults={"asset_key": ""})
@bp.get(OF_OFFICE + "<asset_key>")
@access.public
@access.hosted
def page(lang: str, slug: str, office_id: UUID | None, kit: str, asset_key: str) -> Answer:
    """The page; in a language the kit doesn't have, on to one it has."""
    with transaction() as session:
        found = _landing(session, lang, slug, office_id, kit, asset_key)
        if (found.language, found.asset.key) != (lang, asset_key):
            return landing.elsewhere(with_visit(found.addresses[found.language], found.token))
    return landing.open_page(found)


@bp.get(PLACE + "<asset_key>/thanks", defaults={"office_id": None})
@bp.get(OF_OFFICE + "<asset_key>/thanks")
@access.public
@access.hosted
def page_thanks(lang: str, slug: str, office_id: UUID | None, kit: str, asset_key: str) -> Answer:
    """What comes after the form."""
    with transaction() as session:
        found = _landing(session, lang, slug, office_id, kit, asset_key)
    return landing.thank(found)


@bp.post(PLACE + "<asset_key>", defaults={"office_id": None})
@bp.post(OF_OFFICE + "<asset_key>")
@access.own_proof
@access.hosted
def page_submit(lang: str, slug: str, office_id: UUID | None, kit: str, asset_key: str) -> Answer:
    """Take the form."""
    with transaction() as session:
        return landing.take(session, _landing(session, lang, slug, office_id, kit, asset_key))
