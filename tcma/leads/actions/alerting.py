"""A new lead is told by mail at once, to each of the partner's people in their language."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from tcma.base.roles import Actor
from tcma.base.words import format_datetime, gettext, speaking
from tcma.composing.rules import Note
from tcma.delivery.actions import send_note
from tcma.leads.actions.announcing import announce_created, announce_received
from tcma.leads.models import Lead
from tcma.leads.queries import Alert, alert
from tcma.leads.queries.alert import of_vendor
from tcma.partners.models import Person, Programme


def send_alert(session: Session, lead_id: UUID, *, public_url: str, now: datetime) -> None:
    """One mail a person and lead, however often it runs; and the same for the partner's programs."""
    _send(session, alert(session, lead_id), "lead", lead_id, public_url, now)
    announce_created(session, lead_id, public_url=public_url, now=now)


def send_received(session: Session, lead_id: UUID, *, public_url: str, now: datetime) -> None:
    """The partner has a lead of the vendor: who it is, and what they asked. One mail a person and vendor lead."""
    lead = session.get_one(Lead, lead_id)
    if lead.vendor_lead_id is None:  # taken back meanwhile
        return
    told = replace(alert(session, lead_id), kind="vendor", **of_vendor(session, lead))
    _send(session, told, "lead-received", uuid5(lead.id, str(lead.vendor_lead_id)), public_url, now)
    announce_received(session, told, lead.vendor_lead_id, public_url=public_url, now=now)


def tell_assigned(session: Session, lead: Lead, *, actor: Actor, public_url: str, now: datetime) -> None:
    """Whose lead it is now hears of it by mail, unless they took it themselves."""
    if lead.assigned_to in (None, actor.person_id):
        return
    to = session.get_one(Person, lead.assigned_to)
    told, by = alert(session, lead.id), session.get_one(Person, actor.person_id).name
    who = told.company or told.name
    with speaking(to.language):
        facts = ((gettext("Name"), told.name), (gettext("E-mail"), told.email), (gettext("Phone"), told.phone),
                 (gettext("Next step"), lead.note))  # fmt: skip
        note = Note(
            subject=gettext("%(who)s is your lead now", who=who),
            heading=gettext("%(by)s gave you a lead", by=by),
            paragraphs=(gettext("Hello %(name)s,", name=to.name), gettext("You are the one who calls from here on.")),
            facts=tuple((label, value) for label, value in facts if value),
            button=(gettext("See the story"), f"{public_url}{told.path}"),
            why=gettext("You get this because you work on your firm's leads."),
        )
    send_note(
        session, note=note, origin="lead-assigned", origin_id=uuid5(lead.id, f"{to.id} {now.isoformat()}"),
        to=to.email, language=to.language, partner_id=None, now=now,
    )  # fmt: skip


def _send(session: Session, told: Alert, origin: str, about: UUID, public_url: str, now: datetime) -> None:
    vendor = session.get_one(Programme, 1).vendor_name
    for person in told.to:
        with speaking(person.language):
            note = _note(told, person.name, vendor, public_url)
        send_note(
            session, note=note, origin=origin, origin_id=uuid5(about, person.email), to=person.email,
            language=person.language, partner_id=None, now=now,
        )


def _note(told: Alert, name: str, vendor: str, public_url: str) -> Note:
    who = gettext("%(name)s, %(company)s", name=told.name, company=told.company) if told.company else told.name
    of_ours = told.kind != "vendor"
    facts = [(gettext("E-mail"), told.email), (gettext("Phone"), told.phone),
             (gettext("Answered") if of_ours else gettext("Product"), told.asset),
             (gettext("When"), format_datetime(told.at, told.timezone)),
             (gettext("Wrote"), str(told.answers.get("message", "")))]
    said = (
        gettext("%(who)s has just answered your campaign. The lead is yours; a call today is worth most.", who=who)
        if of_ours else
        gettext("%(who)s has asked %(vendor)s, and the lead is yours now; a call today is worth most.", who=who,
                vendor=vendor)
    )  # fmt: skip
    return Note(
        subject=gettext("%(who)s would like to hear from you", who=who),
        heading=gettext("A new lead: %(name)s", name=told.name),
        paragraphs=(gettext("Hello %(name)s,", name=name), said),
        facts=tuple((label, value) for label, value in facts if value),
        button=(gettext("See the story"), f"{public_url}{told.path}"),
        why=gettext("You get this because you work on your firm's leads."),
    )
