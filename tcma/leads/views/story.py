"""The story of one person: what they got, clicked and answered, and what was done about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.audiences.models import Contact
from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Refusal
from tcma.base.words import N_, format_datetime, gettext
from tcma.leads import queries
from tcma.leads.models import Lead
from tcma.leads.queries.alert import of_vendor
from tcma.leads.rules import NOTE_MAX, OPEN
from tcma.leads.views import words
from tcma.leads.views.blueprint import bp
from tcma.tracking.queries import story

ANSWER_WORDS = {
    "phone": N_("Phone"),
    "message": N_("Message"),
    "company": N_("Company"),
    "dietary": N_("Dietary needs"),
}


@bp.get("/leads/<uuid:lead_id>")
@access.roles(*access.PARTNER_MARKETING)
def lead(lead_id: UUID) -> str:
    """The story of a lead, and everything one does with it."""
    return page(lead_id=lead_id)


@bp.get("/leads/person/<uuid:contact_id>")
@access.roles(*access.PARTNER_MARKETING)
def person(contact_id: UUID) -> str | Response:
    """The story of somebody who is no lead yet; one who is has it there."""
    actor = access.current()
    with transaction() as session:
        found = queries.lead_of(session, actor.partner, contact_id)
    return redirect(url_for("leads.lead", lead_id=found.id)) if found else page(contact_id=contact_id)


def page(
    lead_id: UUID | None = None,
    contact_id: UUID | None = None,
    errors: Mapping[str, Refusal] | None = None,
    given: Mapping[str, str] | None = None,
) -> str:
    """`given` is what was typed, put back beside its errors."""
    actor = access.current()
    with transaction() as session:
        now = clock.now(session)
        found = queries.lead(session, actor.partner, lead_id) if lead_id else None
        contact = _contact(session, actor.partner, found.contact_id if found else contact_id)
        typed = {"note": found.note, "on": found.next_on or ""} if found else {}
        return render_template(
            "leads/lead.html",
            lead=found,
            contact=contact,
            name=queries.Call(contact, "", "", now, 0, found).name,
            moments=_moments(session, actor, contact, found),
            answers=_last_answers(session, actor.partner, contact.id) + _asked(session, found),
            is_open=found is not None and found.state in OPEN,
            clock=words.clock(found, now) if found else None,
            due=format_datetime(found.due_at, actor.timezone) if found and found.due_at else "",
            colleagues=queries.callers(session, actor.partner),
            tasks=queries.tasks_of(session, actor.partner, found.id) if found else [],
            others=queries.others_like(session, found) if found else [],
            state_words=words.STATE_WORDS,
            reasons=words.choices(words.REASONS),
            errors={key: str(refusal) for key, refusal in (errors or {}).items()},
            given={**typed, **(given or {})},
            note_max=NOTE_MAX,
        )


def _contact(session: Session, partner_id: UUID, contact_id: UUID | None) -> Contact:
    contact = session.get(Contact, contact_id) if contact_id else None
    if contact is None or contact.partner_id != partner_id:
        raise NotFound
    return contact


def _moments(session: Session, actor: access.Actor, contact: Contact, lead: Lead | None) -> list[dict[str, Any]]:
    """Newest first, as the timeline shows them."""
    lines: list[tuple[datetime, dict[str, Any]]] = []
    for one in story(session, actor.partner, contact.id):
        kind = "acc" if one.kind not in ("sent", "click") else ""
        icon = words.ICONS.get(one.kind, "message-square")
        lines.append((one.at, {"title": words.did(one.kind, one.title), "note": one.note, "kind": kind, "icon": icon}))
    for happened in queries.happenings(session, actor.partner, lead.id) if lead else []:
        title, detail = words.happened(happened.kind, happened.detail)
        note = " · ".join(filter(None, (detail, happened.person)))
        icon = words.ICONS.get(happened.kind, "circle-dot")
        lines.append((happened.at, {"title": title, "note": note, "kind": "", "icon": icon}))
    lines.sort(key=lambda line: line[0], reverse=True)
    return [{**shown, "iso": at.isoformat(), "when": format_datetime(at, actor.timezone)} for at, shown in lines]


def _last_answers(session: Session, partner_id: UUID, contact_id: UUID) -> list[tuple[str, str]]:
    """What they wrote in the form they sent last."""
    answers = [one.answers for one in story(session, partner_id, contact_id) if one.answers]
    return [
        (gettext(label), answers[-1][key]) for key, label in ANSWER_WORDS.items() if answers and answers[-1].get(key)
    ]


def _asked(session: Session, lead: Lead | None) -> list[tuple[str, str]]:
    """What they asked the vendor."""
    asked = of_vendor(session, lead) if lead else {}
    said = [(N_("Product"), asked.get("asset", "")), (N_("Message"), asked.get("answers", {}).get("message", ""))]
    return [(gettext(label), value) for label, value in said if value]
