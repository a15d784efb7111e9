"""The mail to whoever scheduled a launch that has to wait for its partner."""

from datetime import datetime
from uuid import uuid5

from sqlalchemy.orm import Session

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import gettext, speaking
from tcma.branding.queries import vendor
from tcma.catalogue.models import KitVersion
from tcma.composing.rules import Note
from tcma.delivery.actions import send_note
from tcma.launches.models import Launch
from tcma.partners.models import Person


def tell_paused(session: Session, launch: Launch, version: KitVersion, *, now: datetime) -> None:
    """Once for each mandatory version; nobody where the person is gone."""
    person = session.get(Person, launch.scheduled_by) if launch.scheduled_by else None
    if person is None or person.deactivated_at is not None:
        return
    with speaking(person.language):
        names = {"kit": version.title, "vendor": vendor(session).name, "name": person.name, "why": version.mandatory}
        note = Note(
            subject=gettext("Paused, and waiting for you: %(kit)s", **names),
            paragraphs=(
                gettext("Hello %(name)s,", **names),
                gettext("%(vendor)s had to change this campaign: %(why)s", **names),
                gettext("Not all of your launch can follow by itself, so nothing more leaves before you have looked. "
                        "Two clicks, and it goes on.", **names),
            ),
            button=(gettext("Look at it"), f"{use(Settings).public_url}/runs/{launch.id}"),
            why=gettext("You get this because you scheduled this launch."),
        )  # fmt: skip
    send_note(
        session, note=note, origin="update", origin_id=uuid5(launch.id, str(version.id)), to=person.email,
        language=person.language, partner_id=None, now=now,
    )  # fmt: skip
