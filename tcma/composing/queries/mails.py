"""Mails and pages as they will be, without storing anything: the very code that is used for sending."""

import base64
from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.branding import queries as branding
from tcma.branding.rules import palette
from tcma.catalogue import queries as catalogue
from tcma.catalogue import rules as kits
from tcma.catalogue.models import KitVersion
from tcma.composing.queries.traits import traits_of
from tcma.composing.rules import Check, Mail, Occasion, Page, Picture, checks, compose_email, compose_page
from tcma.localization import queries as localization


def pictures(session: Session, version_id: UUID, colour: str) -> Callable[[str], Picture]:
    """Drawings of a version as mails show them: PNG at our own address."""

    def find(name: str) -> Picture:
        size = branding.drawing_size(catalogue.media(session, version_id, name))
        return Picture(use(Settings).public_url + branding.kit_picture_path(version_id, name, colour), *size)

    return find


def drawn(media: Callable[[str], bytes], colour: str) -> Callable[[str], Picture]:
    """Drawings inside the document itself, as pages and drafts show them."""

    def find(name: str) -> Picture:
        svg = media(name)
        painted = kits.paint(svg, palette(colour))
        address = "data:image/svg+xml;base64," + base64.b64encode(painted.encode()).decode()
        return Picture(address, *branding.drawing_size(svg))

    return find


def mail(
    session: Session,
    *,
    version: KitVersion,
    asset_key: str,
    partner_id: UUID,
    language: str,
    own_words: Mapping[str, str],
    occasion: Occasion | None = None,
    office_id: UUID | None = None,
) -> Mail:
    """The mail as `actions.compose` would store it, its fields unfilled. `own_words` in this language.

    In the partner's main brand, or that of its office `office_id`.
    """
    brand = branding.brand_of(session, partner_id, office_id)
    return compose_email(
        catalogue.kit_content(version),
        asset_key,
        brand,
        branding.vendor(session),
        words=localization.words(session, version.id, language),
        own_words=own_words,
        language=language,
        public_url=use(Settings).public_url,
        picture=pictures(session, version.id, brand.colour),
        occasion=occasion,
        traits=traits_of(session, partner_id),
    )


def page(
    session: Session,
    *,
    version: KitVersion,
    asset_key: str,
    partner_id: UUID,
    language: str,
    own_words: Mapping[str, str],
    landing_url: Callable[[str], str],
    occasion: Occasion | None = None,
    variant: str = "",
    office_id: UUID | None = None,
) -> Page:
    """The landing page in the partner's brand, or its office's. `landing_url` gives the address of a page asset."""
    brand = branding.brand_of(session, partner_id, office_id)

    def media(name: str) -> bytes:
        return catalogue.media(session, version.id, name)

    return compose_page(
        catalogue.kit_content(version),
        asset_key,
        brand,
        branding.vendor(session),
        words=localization.words(session, version.id, language),
        own_words=own_words,
        language=language,
        picture=drawn(media, brand.colour),
        landing_url=landing_url,
        occasion=occasion,
        variant=variant,
        traits=traits_of(session, partner_id),
    )


def mail_checks(
    session: Session,
    *,
    version: KitVersion,
    asset_key: str,
    partner_id: UUID,
    language: str,
    own_words: Mapping[str, str],
    occasion: Occasion | None = None,
    office_id: UUID | None = None,
) -> list[Check]:
    """The nine checks of the mail as it would be sent."""
    kit = kits.with_words(catalogue.kit_content(version), localization.words(session, version.id, language))
    state = next((one for one in localization.languages(session, version.id) if one.tag == language), None)
    return checks(
        kit,
        kit.asset(asset_key),
        mail(
            session, version=version, asset_key=asset_key, partner_id=partner_id, language=language,
            own_words=own_words, occasion=occasion, office_id=office_id,
        ),
        branding.brand_of(session, partner_id, office_id),
        missing=state.missing if state else 0,
        needs_review=state.needs_review if state else 0,
        traits=traits_of(session, partner_id),
    )  # fmt: skip
