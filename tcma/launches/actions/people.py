"""Who a launch is for: a list as it is when it is scheduled, a segment as it is when the first mail goes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.words import N_, language_name
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.queries.whom import choose, in_filter
from tcma.launches.rules import NotReady, Whom, language_for
from tcma.localization.queries import languages
from tcma.partners.models import Partner, Programme


def snapshot(session: Session, launch: Launch, partner: Partner, now: datetime) -> set[str]:
    """Who it is for now, each in a language. Returns the languages that mails are needed in.

    A segment's filter stands still from here on; who is in it, not yet: so every chosen language is needed.
    """
    topic = kit_content(session.get_one(KitVersion, launch.version_id)).about
    whom = Whom(launch.list_id, launch.segment_id)
    chosen = choose(session, whom, partner_id=partner.id, kit_id=launch.kit_id, topic=topic, now=now,
                    start=launch.starts_at)  # fmt: skip
    launch.people_filter = dict(chosen.filter) if chosen.filter is not None else None
    used = _keep(session, launch, partner, _people(launch).where(chosen.people))
    return {str(tag) for tag in launch.languages} if launch.segment_id is not None else used


def retake(session: Session, launch: Launch, now: datetime) -> None:
    """Who is in the segment now, before the first mail is planned: later mails go to the same people."""
    partner = session.get_one(Partner, launch.partner_id)
    session.execute(delete(LaunchPerson).where(LaunchPerson.launch_id == launch.id))
    among = in_filter(launch.people_filter, partner_id=partner.id, now=now)
    _keep(session, launch, partner, _people(launch).where(among))


def _people(launch: Launch) -> Select[UUID, str]:
    return select(Contact.id, Contact.language).where(Contact.partner_id == launch.partner_id)


def _keep(session: Session, launch: Launch, partner: Partner, people: Select[UUID, str]) -> set[str]:
    source = kit_content(session.get_one(KitVersion, launch.version_id)).source_language
    rows = [
        {"launch_id": launch.id, "contact_id": contact_id, "partner_id": partner.id,
         "language": language_for(language, partner.language, source, launch.languages)}
        for contact_id, language in session.execute(people)
    ]  # fmt: skip
    if rows:
        session.execute(insert(LaunchPerson), rows)
    return {str(row["language"]) for row in rows}


def check_languages(session: Session, launch: Launch, used: set[str], programme: Programme) -> None:
    """Refuses a language that is not complete, or that waits for a review the programme asks for."""
    for status in languages(session, launch.version_id):
        if status.tag not in used:
            continue
        name = language_name(status.tag)
        if status.missing:
            raise NotReady(
                N_("%(language)s is not complete yet. Leave it out, or ask %(vendor)s for it."), place="languages",
                language=name, vendor=programme.vendor_name)  # fmt: skip
        if status.needs_review and not programme.unreviewed_languages:
            raise NotReady(
                N_("%(language)s waits for its review at %(vendor)s. Leave it out until then."), place="languages",
                language=name, vendor=programme.vendor_name)  # fmt: skip
