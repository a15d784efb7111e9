"""The partner's call list, and the story of one person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.audiences.models import Contact
from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, format_datetime, format_relative, gettext
from tcma.leads import actions, queries
from tcma.leads.models import Lead
from tcma.leads.rules import NOTE_MAX, OPEN, LeadState
from tcma.tracking.queries import story

bp = Blueprint("leads", __name__)

DID = {
    "form": N_("Sent the form on “%(asset)s”"),
    "talk": N_("Asked to talk, on “%(asset)s”"),
    "registration": N_("Registered for “%(asset)s”"),
    "attendance": N_("Came to “%(asset)s”"),
    "reply": N_("Answered “%(asset)s” by mail"),
    "answered": N_("Wants to talk, as you noted, after “%(asset)s”"),
    "click": N_("Clicked in “%(asset)s”"),
    "sent": N_("Got “%(asset)s”"),
}
HAPPENED = {
    "noted": N_("Next step written down"),
    "working": N_("Being worked on"),
    "accepted": N_("Taken up again"),
    "disqualified": N_("Closed as no fit"),
    "converted": N_("Deal registered"),
    "recycled": N_("Free again: the protection of the deal ran out"),
}
STATE_WORDS = {
    LeadState.ACCEPTED: (N_("To call"), "acc"),
    LeadState.WORKING: (N_("Being worked on"), "warn"),
    LeadState.CONVERTED: (N_("Deal registered"), "ok"),
    LeadState.DISQUALIFIED: (N_("Closed"), ""),
    LeadState.RECYCLED: (N_("Free again"), ""),
}
ICONS = {"sent": "mail", "click": "mouse-pointer-click", "noted": "pencil", "converted": "flag"}
MOVES = {state.value: state for state in (LeadState.WORKING, LeadState.DISQUALIFIED, LeadState.ACCEPTED)}


def did(kind: str, asset: str) -> str:
    """What somebody did, in a sentence."""
    return gettext(DID[kind], asset=asset)


@bp.get("/leads")
@access.roles(*access.PARTNER_MARKETING)
def calls() -> str:
    """Who to call: those who raised a hand first, then those who clicked."""
    actor = access.current()
    with transaction() as session:
        now = clock.now(session)
        people = queries.calls(session, actor.partner)
        numbers = queries.counts(session, actor.partner)
        return render_template(
            "leads/calls.html",
            raised=[one for one in people if one.lead],
            clicked=[one for one in people if not one.lead],
            counts=numbers,
            did=did,
            ago=lambda at: format_relative(at, now),
            replies_come=use(Settings).reply_domain is not None,
        )


@bp.get("/leads/<uuid:lead_id>")
@access.roles(*access.PARTNER_MARKETING)
def lead(lead_id: UUID) -> str:
    """The story of a lead: what they got, clicked and answered, and what was done about it."""
    return _story(lead_id=lead_id)


@bp.get("/leads/person/<uuid:contact_id>")
@access.roles(*access.PARTNER_MARKETING)
def person(contact_id: UUID) -> str | Response:
    """The story of somebody who is no lead yet; one who is has it there."""
    actor = access.current()
    with transaction() as session:
        found = queries.lead_of(session, actor.partner, contact_id)
    return redirect(url_for("leads.lead", lead_id=found.id)) if found else _story(contact_id=contact_id)


@bp.post("/leads/<uuid:lead_id>/note")
@access.roles(*access.PARTNER_MARKETING)
def note(lead_id: UUID) -> Response | tuple[str, int]:
    """Write down the next step."""
    actor = access.current()
    text = request.form.get("note", "")
    try:
        with transaction() as session:
            actions.note(
                session, partner_id=actor.partner, lead_id=lead_id, text=text, actor=actor, now=clock.now(session)
            )
    except Invalid as invalid:
        return _story(lead_id=lead_id, errors=invalid.errors, note=text), invalid.status
    toast(gettext("Next step saved."))
    return redirect(url_for("leads.lead", lead_id=lead_id), 303)


@bp.post("/leads/<uuid:lead_id>/state")
@access.roles(*access.PARTNER_MARKETING)
def state(lead_id: UUID) -> Response:
    """Take a lead in hand, close it, or take it up again."""
    actor = access.current()
    wanted = MOVES.get(request.form.get("state", ""))
    if wanted is None:
        raise NotFound
    with transaction() as session:
        moved = actions.set_state(
            session, partner_id=actor.partner, lead_id=lead_id, state=wanted, actor=actor, now=clock.now(session)
        )
        words, _kind = STATE_WORDS[moved.state]
    toast(gettext(N_("%(state)s. The list is up to date."), state=gettext(words)))
    return redirect(url_for("leads.lead", lead_id=lead_id), 303)


@bp.post("/leads/answered")
@access.roles(*access.PARTNER_MARKETING)
def answered() -> Response:
    """Somebody who clicked or got a mail wants to talk: a lead from here on; `then` leads on to registering a deal."""
    actor = access.current()
    try:
        contact_id = UUID(request.form.get("contact", ""))
    except ValueError as error:
        raise NotFound from error
    with transaction() as session:
        found = actions.answered(session, partner_id=actor.partner, contact_id=contact_id, now=clock.now(session))
    if request.form.get("then") == "deal":
        return redirect(f"/deals/new?lead={found.id}", 303)
    toast(gettext("On the list of those who want to talk."))
    return redirect(url_for("leads.lead", lead_id=found.id), 303)


def _story(
    lead_id: UUID | None = None,
    contact_id: UUID | None = None,
    errors: dict[str, Refusal] | None = None,
    note: str | None = None,
) -> str:
    actor = access.current()
    with transaction() as session:
        found = queries.lead(session, actor.partner, lead_id) if lead_id else None
        contact = _contact(session, actor.partner, found.contact_id if found else contact_id)
        return render_template(
            "leads/lead.html",
            lead=found,
            contact=contact,
            name=f"{contact.first_name} {contact.last_name}".strip() or contact.email,
            moments=_moments(session, actor, contact, found),
            answers=_last_answers(session, actor.partner, contact.id),
            is_open=found is not None and found.state in OPEN,
            state_words=STATE_WORDS,
            errors={key: str(refusal) for key, refusal in (errors or {}).items()},
            note=found.note if found and note is None else note,
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
        icon = ICONS.get(one.kind, "message-square")
        lines.append((one.at, {"title": did(one.kind, one.title), "note": one.note, "kind": kind, "icon": icon}))
    for happened in queries.happenings(session, actor.partner, lead.id) if lead else []:
        note = " · ".join(filter(None, (happened.detail, happened.person)))
        icon = ICONS.get(happened.kind, "circle-dot")
        title = gettext(HAPPENED[happened.kind])
        lines.append((happened.at, {"title": title, "note": note, "kind": "", "icon": icon}))
    lines.sort(key=lambda line: line[0], reverse=True)
    return [{**shown, "iso": at.isoformat(), "when": format_datetime(at, actor.timezone)} for at, shown in lines]


ANSWER_WORDS = {
    "phone": N_("Phone"),
    "message": N_("Message"),
    "company": N_("Company"),
    "dietary": N_("Dietary needs"),
}


def _last_answers(session: Session, partner_id: UUID, contact_id: UUID) -> list[tuple[str, str]]:
    """What they wrote in the form they sent last."""
    answers = [one.answers for one in story(session, partner_id, contact_id) if one.answers]
    return [
        (gettext(words), answers[-1][key]) for key, words in ANSWER_WORDS.items() if answers and answers[-1].get(key)
    ]
