"""The mails of a launch, composed as they will be handed over."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.composing import actions as composing
from tcma.composing.models import Composition
from tcma.launches.models import Launch
from tcma.launches.queries.places import landing
from tcma.partners.models import Partner


def letters(
    session: Session, launch: Launch, asset_key: str, languages: Collection[str], *, now: datetime
) -> dict[str, Composition]:
    """{language: a mail of the launch's version with the partner's own words}, stored."""
    version, partner = session.get_one(KitVersion, launch.version_id), session.get_one(Partner, launch.partner_id)
    return {
        tag: composing.compose(
            session, version=version, asset_key=asset_key, partner_id=partner.id, language=tag,
            own_words=launch.own_words.get(tag, {}), origin_id=launch.id, now=now,
            landing_url=landing(partner.slug, launch.id, tag), office_id=launch.office_id,
        )
        for tag in sorted(languages)
    }  # fmt: skip
