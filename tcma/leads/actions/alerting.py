"""A new lead is told by mail at once, to each of the partner's people in their language."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from tcma.base.words import format_datetime, gettext, speaking
from tcma.composing.rules import Note
from tcma.delivery.actions import send_note
from tcma.leads.queries import Alert, alert


def send_alert(session: Session, lead_id: UUID, *, public_url: str, now: datetime) -> None:
    """One mail a person and lead, however often it runs."""
    told = alert(session, lead_id)
    for person in told.to:
        with speaking(person.language):
            note = _note(told, person.name, public_url)
        send_note(
            session, note=note, origin="lead", origin_id=uuid5(lead_id, person.email), to=person.email,
            language=person.language, partner_id=None, now=now,
        )


def _note(told: Alert, name: str, public_url: str) -> Note:
    who = gettext("%(name)s, %(company)s", name=told.name, company=told.company) if told.company else told.name
    facts = [(gettext("E-mail"), told.email), (gettext("Phone"), told.phone),
             (gettext("Answered"), told.asset), (gettext("When"), format_datetime(told.at, told.timezone)),
             (gettext("Wrote"), str(told.answers.get("message", "")))]
    return Note(
        subject=gettext("%(who)s would like to hear from you", who=who),
        heading=gettext("A new lead: %(name)s", name=told.name),
        paragraphs=(
            gettext("Hello %(name)s,", name=name),
            gettext("%(who)s has just answered your campaign. The lead is yours; a call today is worth most.", who=who),
        ),
        facts=tuple((label, value) for label, value in facts if value),
        button=(gettext("See the story"), f"{public_url}{told.path}"),
        why=gettext("You get this because you work on your firm's leads."),
    )
