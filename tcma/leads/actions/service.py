"""The clock of a lead: by when somebody calls, who is reminded before, and who hears that nobody did."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from tcma.base.words import format_datetime, gettext, speaking
from tcma.composing.rules import Note
from tcma.delivery.actions import send_note
from tcma.leads import queries
from tcma.leads.models import Lead
from tcma.leads.queries.reminding import Reminder
from tcma.leads.rules import LATE, OPEN, SOON, due
from tcma.partners.models import Partner


def start_clock(session: Session, lead: Lead, now: datetime) -> None:
    """From now on somebody is to call, within the working days of the partner's tier."""
    partner = session.get_one(Partner, lead.partner_id)
    clock = due(now, queries.live_rules(session).rules.tier(partner.tier).days, partner.timezone)
    lead.due_at, lead.remind_at, lead.contacted_at = clock.at, clock.soon, None


def stop_clock(lead: Lead, contacted_at: datetime | None = None) -> None:
    """Somebody called (then), or nobody is to call any more."""
    lead.remind_at = None
    if contacted_at is not None and lead.contacted_at is None:
        lead.contacted_at = contacted_at


def remind(session: Session, lead_id: UUID, *, public_url: str, now: datetime) -> None:
    """The mail that is due; the second one also goes to the partner's admins. Early, twice or late: one mail each."""
    lead = session.get_one(Lead, lead_id, with_for_update=True, populate_existing=True)
    if lead.remind_at is None or lead.remind_at > now or lead.due_at is None:
        return
    late = lead.due_at <= now
    lead.remind_at = None if late or lead.state not in OPEN else lead.due_at
    if lead.state not in OPEN:
        return
    told = queries.reminder(session, lead, escalated=late)
    for person in told.to:
        with speaking(person.language):
            note = _note(told, person.name, lead.due_at, public_url, late)
        send_note(
            session, note=note, origin="lead-reminder", to=person.email, language=person.language, partner_id=None,
            origin_id=uuid5(lead.id, f"{LATE if late else SOON} {lead.due_at.isoformat()} {person.email}"), now=now,
        )  # fmt: skip


def _note(told: Reminder, name: str, due_at: datetime, public_url: str, late: bool) -> Note:
    gaps = {"who": told.who, "when": format_datetime(due_at, told.timezone), "colleague": told.assigned}
    if late:
        subject = gettext("%(who)s is still waiting for a call", **gaps)
        said = gettext("%(who)s was to be called by %(when)s. Nobody has noted a call yet.", **gaps)
    else:
        subject = gettext("Call %(who)s soon", **gaps)
        said = gettext("%(who)s is to be called by %(when)s.", **gaps)
    whose = gettext("It is with %(colleague)s.", **gaps) if told.assigned else gettext("Nobody has taken it yet.")
    return Note(
        subject=subject,
        paragraphs=(gettext("Hello %(name)s,", name=name), said, whose),
        button=(gettext("See the story"), f"{public_url}/leads/{told.lead_id}"),
        why=gettext("You get this because you look after your firm's leads.") if late
        else gettext("You get this because you work on your firm's leads."),
    )  # fmt: skip
