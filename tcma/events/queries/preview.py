"""What goes out and what people see, before it does: the very code that sends."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from tcma.audiences.rules import why
from tcma.audiences.rules.consent import REGISTERED
from tcma.base.words import format_datetime, gettext, speaking
from tcma.branding.queries import vendor
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.composing import queries as composing
from tcma.composing.rules import FormState, Mail, SocialPost, fill, posts, render_page, values_for
from tcma.events.models import Event
from tcma.events.queries.events import brand_in, occasion_of
from tcma.events.rules import HAVE_SEATS, offer_until
from tcma.localization.queries import words

HERE = "#"  # where links of a preview lead


def mail_preview(
    session: Session, event: Event, *, asset_key: str, language: str, person: Mapping[str, str], here: str = HERE
) -> Mail:
    """One mail as `person` would read it. Its links lead to `here`: theirs are made when it is sent."""
    version = session.get_one(KitVersion, event.version_id)
    kit = kit_content(version)
    whose = {step.audience for step in kit.steps if step.asset == asset_key}
    occasion = occasion_of(
        session, event, language, offered="offered" in whose, seated=not whose.isdisjoint(HAVE_SEATS)
    )
    mail = composing.mail(
        session, version=version, asset_key=asset_key, partner_id=event.partner_id, language=language,
        own_words=event.own_words.get(language, {}), occasion=occasion, office_id=event.office_id,
    )  # fmt: skip
    with speaking(language):
        reason = gettext(why(REGISTERED if kit.serves(asset_key) else "express"))
        until = format_datetime(offer_until(event.updated_at, event.starts_at), event.timezone)
    links = {link.name: here for link in mail.links}
    values = values_for(
        mail.fields, {**person, "seat": here, "ticket": here, "until": until}, links=links, unsubscribe=here,
        preferences=here, why=reason,
    )  # fmt: skip
    return fill(mail, values)


def page_preview(session: Session, event: Event, *, asset_key: str, language: str, nonce: str) -> str:
    """The page, its form and its links dead."""
    page = composing.page(
        session, version=session.get_one(KitVersion, event.version_id), asset_key=asset_key,
        partner_id=event.partner_id, language=language, own_words=event.own_words.get(language, {}),
        landing_url=lambda key: HERE, occasion=occasion_of(session, event, language), office_id=event.office_id,
    )  # fmt: skip
    return render_page(page, FormState(), nonce=nonce)


def posts_preview(session: Session, event: Event, *, asset_key: str, language: str) -> list[SocialPost]:
    """The posts in the host's name."""
    kit = kit_content(session.get_one(KitVersion, event.version_id))
    spoken = words(session, event.version_id, language)
    return posts(kit, asset_key, brand_in(session, event), vendor(session), words=spoken)
