"""What a person will get, filled in: the very code that sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ListMember
from tcma.audiences.queries import in_segment, standing
from tcma.audiences.rules import why
from tcma.base.words import gettext, speaking
from tcma.catalogue.rules import with_words
from tcma.composing import queries as composing
from tcma.composing.rules import Check, FormState, Mail, SocialPost, checks, fill, posts, render_page, values_for
from tcma.delivery.queries import over_the_cap
from tcma.launches.queries.desk import Desk
from tcma.localization.queries import words

HERE = "#"  # where links of a preview lead
LOOK_AT = 200  # people of a list, to find one that stands for it


@dataclass(frozen=True)
class Preview:
    """A mail as its reader gets it, and what holds of it."""

    mail: Mail
    checks: list[Check]


def mail_preview(
    session: Session, desk: Desk, *, asset_key: str, language: str, person: Mapping[str, str], here: str = HERE
) -> Preview:
    """One mail as `person` would read it. Its links lead to `here`: theirs are made when it is sent."""
    mail = composing.mail(
        session, version=desk.version, asset_key=asset_key, partner_id=desk.partner.id, language=language,
        own_words=desk.own_words(language), office_id=desk.office_id,
    )  # fmt: skip
    kit = with_words(desk.kit, words(session, desk.version.id, language))
    state = next(one for one in desk.languages if one.tag == language)
    found = checks(
        kit, kit.asset(asset_key), mail, desk.brand, missing=state.missing, needs_review=state.needs_review,
        traits=composing.traits_of(session, desk.partner.id),
    )
    with speaking(language):
        reason = gettext(why(person.get("basis", "express")))
    links = {link.name: here for link in mail.links}
    values = values_for(mail.fields, person, links=links, unsubscribe=here, preferences=here, why=reason)
    return Preview(fill(mail, values), found)


def page_preview(
    session: Session, desk: Desk, *, asset_key: str, language: str, nonce: str, variant: str = ""
) -> str:
    """The landing page in one of its variants, its form and its links dead."""
    page = composing.page(
        session, version=desk.version, asset_key=asset_key, partner_id=desk.partner.id, language=language,
        own_words=desk.own_words(language), landing_url=lambda key: HERE, variant=variant,
        office_id=desk.office_id,
    )  # fmt: skip
    return render_page(page, FormState(), nonce=nonce)


def posts_preview(session: Session, desk: Desk, *, asset_key: str, language: str) -> list[SocialPost]:
    """The posts in the partner's name."""
    spoken = words(session, desk.version.id, language)
    return posts(desk.kit, asset_key, desk.brand, desk.vendor, words=spoken)


def sample_person(session: Session, desk: Desk, *, name: str, language: str, now: datetime) -> Mapping[str, str]:
    """The first of those who will get it in this language, else of those who will get it, else who looks."""
    found = _one_of(session, desk, language, now) if desk.who else None
    if found:
        return found
    first, _, last = name.partition(" ")
    return {"first_name": first, "last_name": last, "company": desk.partner.name, "basis": "express"}


def _one_of(session: Session, desk: Desk, language: str, now: datetime) -> Mapping[str, str] | None:
    mine = select(Contact).where(Contact.partner_id == desk.partner.id).order_by(Contact.id).limit(LOOK_AT)
    among = in_segment(session, desk.partner.id, desk.segment_id, now=now)
    if among is None:
        on = select(ListMember.contact_id).where(ListMember.list_id == desk.list_id)
        among = Contact.id.in_(on)
    people = session.scalars(mine.where(among)).all()
    cap = over_the_cap(session, partner_id=desk.partner.id, kit_id=desk.version.kit_id, now=now)
    stands = standing(session, partner_id=desk.partner.id, contact_ids=[one.id for one in people], now=now,
                      topic=desk.kit.about, cap=cap)  # fmt: skip
    able = [one for one in people if not stands[one.id].reason]
    able.sort(key=lambda one: desk.language_of(one.language) != language)  # stable: the list's own order otherwise
    if not able:
        return None
    one = able[0]
    return {
        "first_name": one.first_name, "last_name": one.last_name, "company": one.company, "basis": stands[one.id].basis
    }  # fmt: skip
