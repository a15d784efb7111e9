"""Who a launch is for, as it is when it is scheduled, and whether their languages may go out."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ListMember
from tcma.audiences.queries import count
from tcma.base.words import N_, language_name
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.rules import NotReady, language_for
from tcma.localization.queries import languages
from tcma.partners.models import Partner, Programme


def snapshot(session: Session, launch: Launch, partner: Partner, now: datetime) -> set[str]:
    """Who is on the list now, each in a language. Returns the languages."""
    if launch.list_id is None:
        raise NotReady(N_("Choose who gets it: a list, or a file of contacts."), place="list")
    kit = kit_content(session.get_one(KitVersion, launch.version_id))
    people = session.execute(
        select(Contact.id, Contact.language).join(ListMember, ListMember.contact_id == Contact.id)
        .where(ListMember.list_id == launch.list_id, Contact.partner_id == launch.partner_id)
    ).all()  # fmt: skip
    if not people:
        raise NotReady(N_("That list is empty. Choose another, or add people to it."), place="list")
    if not count(session, partner_id=partner.id, list_id=launch.list_id, now=now, topic=kit.about)[0]:
        raise NotReady(
            N_("Nobody on that list can be written to now. Look at why, or choose another list."), place="list")
    rows = [
        {"launch_id": launch.id, "contact_id": contact_id, "partner_id": partner.id,
         "language": language_for(language, partner.language, kit.source_language, launch.languages)}
        for contact_id, language in people
    ]  # fmt: skip
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
