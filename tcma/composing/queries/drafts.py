"""A kit on a marketer's desk: its draft, or its newest version where nobody writes; and what it would become."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import gettext as _
from tcma.base.words import speaking
from tcma.branding import queries as branding
from tcma.branding.models import BrandKit
from tcma.branding.rules import Brand, Vendor, ink, on_colour
from tcma.catalogue import queries as catalogue
from tcma.catalogue.models import KitDraft, KitVersion
from tcma.catalogue.rules import Kit, Segment, Traits, segments, with_words
from tcma.composing.queries.mails import drawn
from tcma.composing.queries.traits import traits_of
from tcma.composing.rules import Mail, Page, SocialPost, checks, compose_email, compose_page, fill, posts, values_for
from tcma.composing.rules.email import ANYBODY
from tcma.composing.rules.matrix import Report
from tcma.composing.rules.sample import SAMPLE_COLOUR, reader, sample_occasion
from tcma.localization import queries as localization
from tcma.localization.rules import MISSING, NEEDS_REVIEW, state_of
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Desk:
    """`draft_id` is None for a published version that nobody changes. `brand` is the one previews wear."""

    kit: Kit
    copy: Mapping[str, Mapping[str, Segment]]
    media: Mapping[str, bytes]
    brand: Brand
    vendor: Vendor
    version: KitVersion | None
    draft_id: UUID | None
    today: date
    traits: Traits = ANYBODY  # of whose brand it is

    def words(self, language: str) -> dict[str, str]:
        """The texts of a language; the source words stand in where one is missing."""
        return {key: one.text for key, one in self.copy.get(language, {}).items() if one.text}


def draft_rows(session: Session, kind: str) -> list[KitDraft]:
    """Drafts of campaigns or of event kits, the last touched first."""
    return [row for row in catalogue.drafts(session) if row.content.get("kind") == kind]


def partner_count(session: Session) -> int:
    """How many partners would get a published kit."""
    active = select(func.count()).select_from(Partner).where(Partner.deactivated_at.is_(None))
    return session.scalar(active) or 0


def desk(session: Session, slug: str) -> Desk:
    """The draft of a kit, or its newest version; NotFound where there is neither."""
    row = session.scalar(select(KitDraft).where(KitDraft.slug == slug))
    vendor = branding.vendor(session)
    brand, today = _sample_brand(session), clock.now(session).date()
    traits = traits_of(session, brand.partner_id)
    if row is not None:
        draft = catalogue.draft_content(row)
        version = session.get(KitVersion, draft.based_on) if draft.based_on else None
        return Desk(draft.kit, draft.copy, draft.media, brand, vendor, version, draft.id, today, traits)
    version = catalogue.latest(session, slug)
    copy = localization.copy_of(session, version.id)
    media = catalogue.all_media(session, version.id)
    return Desk(catalogue.kit_content(version), copy, media, brand, vendor, version, None, today, traits)


def _sample_brand(session: Session) -> Brand:
    """A real partner's, so that the marketer sees a real thing; before there is one, a sample."""
    dressed = (
        select(BrandKit.partner_id)
        .join(Partner, Partner.id == BrandKit.partner_id)
        .where(Partner.deactivated_at.is_(None), BrandKit.postal_address != "")
        .order_by(BrandKit.logo_key.is_(None), Partner.name)
        .limit(1)
    )
    partner_id = session.scalar(dressed)
    if partner_id is not None:
        return branding.brand_of(session, partner_id)
    return Brand(
        UUID(int=0), _("Sample partner"), SAMPLE_COLOUR, on_colour(SAMPLE_COLOUR), ink(SAMPLE_COLOUR),
        contact_name="Sam Sample", contact_email="sam@partner.example", contact_phone="+44 20 7946 0100",
        postal_address="1 Sample Street, London",
    )  # fmt: skip


def desk_mail(found: Desk, asset_key: str, language: str) -> Mail:
    """The mail as it would be composed, its fields unfilled: the code that sends."""
    return compose_email(
        found.kit, asset_key, found.brand, found.vendor, words=found.words(language), own_words={},
        language=language, public_url=use(Settings).public_url,
        picture=drawn(found.media.__getitem__, found.brand.colour),
        occasion=sample_occasion(found.brand, language, found.today), traits=found.traits,
    )  # fmt: skip


def desk_preview(found: Desk, asset_key: str, language: str) -> Mail:
    """The mail as a sample reader would get it."""
    mail = desk_mail(found, asset_key, language)
    with speaking(language):
        why = _("You get this because you asked %(partner)s for it.", partner=found.brand.name)
    links = {link.name: "#" for link in mail.links}
    return fill(mail, values_for(mail.fields, reader(), links=links, unsubscribe="#", preferences="#", why=why))


def desk_page(found: Desk, asset_key: str, language: str) -> Page:
    """The landing page, its links dead."""
    return compose_page(
        found.kit, asset_key, found.brand, found.vendor, words=found.words(language), own_words={}, language=language,
        picture=drawn(found.media.__getitem__, found.brand.colour), landing_url=lambda key: "#",
        occasion=sample_occasion(found.brand, language, found.today), traits=found.traits,
    )  # fmt: skip


def desk_posts(found: Desk, asset_key: str, language: str) -> list[SocialPost]:
    """The posts of a social asset in the sample partner's name."""
    return posts(found.kit, asset_key, found.brand, found.vendor, words=found.words(language))


def rendered_checks(found: Desk) -> list[Report]:
    """The nine checks of every mail in every language, on the mails themselves."""
    reports = []
    for language in found.kit.languages:
        spoken = with_words(found.kit, found.words(language))
        missing, waiting = text_counts(found, language)
        for asset in spoken.of_kind("email"):
            mail = desk_mail(found, asset.key, language)
            nine = checks(spoken, asset, mail, found.brand, missing=missing, needs_review=waiting,
                          traits=found.traits)  # fmt: skip
            reports.append(Report(language, asset.key, nine))
    return reports


def text_counts(found: Desk, language: str) -> tuple[int, int]:
    """(missing, waiting for review) of a language."""
    if language == found.kit.source_language:
        return 0, 0
    own = found.copy.get(language, {})
    states = [state_of(own.get(key), words) for key, words in segments(found.kit).items()]
    return states.count(MISSING), states.count(NEEDS_REVIEW)
