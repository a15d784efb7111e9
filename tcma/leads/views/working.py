"""What a partner's people do with a lead."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.leads import actions, forms
from tcma.leads.actions.states import REASONS
from tcma.leads.rules import LeadState
from tcma.leads.views import story, words
from tcma.leads.views.blueprint import bp

MOVES = {state.value: state for state in (LeadState.WORKING, LeadState.DISQUALIFIED, LeadState.ACCEPTED)}
Answer = Response | tuple[str, int]


@bp.post("/leads/<uuid:lead_id>/note")
@access.roles(*access.PARTNER_MARKETING)
def note(lead_id: UUID) -> Answer:
    """Write down the next step and its day."""
    return _do(lead_id, N_("Next step saved."), lambda session, actor: actions.note(
        session, partner_id=actor.partner, lead_id=lead_id, text=request.form.get("note", ""),
        on=forms.day(request.form, "on"), actor=actor, now=clock.now(session),
    ))  # fmt: skip


@bp.post("/leads/<uuid:lead_id>/remark")
@access.roles(*access.PARTNER_MARKETING)
def remark(lead_id: UUID) -> Answer:
    """Something to remember."""
    return _do(lead_id, N_("Noted."), lambda session, actor: actions.remark(
        session, partner_id=actor.partner, lead_id=lead_id, text=request.form.get("remark", ""), actor=actor,
        now=clock.now(session),
    ))  # fmt: skip


@bp.post("/leads/<uuid:lead_id>/assign")
@access.roles(*access.PARTNER_MARKETING)
def assign(lead_id: UUID) -> Answer:
    """Whose lead it is."""
    return _do(lead_id, N_("Saved who calls."), lambda session, actor: actions.assign(
        session, partner_id=actor.partner, lead_id=lead_id, person_id=forms.id_or_none(request.form, "person"),
        actor=actor, public_url=use(Settings).public_url, now=clock.now(session),
    ))  # fmt: skip


@bp.post("/leads/<uuid:lead_id>/tasks")
@access.roles(*access.PARTNER_MARKETING)
def add_task(lead_id: UUID) -> Answer:
    """Something to do by a day, for somebody."""
    return _do(lead_id, N_("Task added."), lambda session, actor: actions.add_task(
        session, partner_id=actor.partner, lead_id=lead_id, text=request.form.get("task", ""),
        on=forms.day(request.form, "by"), person_id=forms.id_or_none(request.form, "for"), actor=actor,
        now=clock.now(session),
    ))  # fmt: skip


@bp.post("/leads/tasks/<uuid:task_id>/done")
@access.roles(*access.PARTNER_MARKETING)
def finish_task(task_id: UUID) -> Response:
    """Done: back to the lead it was for, or to the list."""
    actor = access.current()
    with transaction() as session:
        task = actions.finish_task(
            session, partner_id=actor.partner, task_id=task_id, actor=actor, now=clock.now(session)
        )
    toast(gettext("Done: %(task)s", task=task.text))
    return redirect("/leads" if request.form.get("then") == "list" else f"/leads/{task.lead_id}", 303)


@bp.post("/leads/<uuid:lead_id>/merge")
@access.roles(*access.PARTNER_MARKETING)
def join_leads(lead_id: UUID) -> Answer:
    """Another lead is the same person: the two become this one."""
    other = forms.id_or_none(request.form, "other")
    if other is None or other == lead_id:
        raise NotFound
    return _do(lead_id, N_("The two are one now. What belongs to the other follows at once."),
               lambda session, actor: actions.join_leads(
                   session, actor=actor, kept_id=lead_id, dropped_id=other, now=clock.now(session)))  # fmt: skip


@bp.post("/leads/<uuid:lead_id>/state")
@access.roles(*access.PARTNER_MARKETING)
def state(lead_id: UUID) -> Response:
    """Take a lead in hand, close it with a reason, or take it up again."""
    actor = access.current()
    wanted = MOVES.get(request.form.get("state", ""))
    reason = request.form.get("reason", "")
    if wanted is None or reason not in ("", *REASONS):
        raise NotFound
    with transaction() as session:
        moved = actions.set_state(
            session, partner_id=actor.partner, lead_id=lead_id, state=wanted, actor=actor, now=clock.now(session),
            reason=reason if wanted is LeadState.DISQUALIFIED else "",
        )  # fmt: skip
        said, _kind = words.STATE_WORDS[moved.state]
    toast(gettext(N_("%(state)s. The list is up to date."), state=gettext(said)))
    return redirect(url_for("leads.lead", lead_id=lead_id), 303)


@bp.post("/leads/answered")
@access.roles(*access.PARTNER_MARKETING)
def answered() -> Response:
    """Somebody who clicked or got a mail wants to talk: a lead from here on; `then` leads on to registering a deal."""
    actor = access.current()
    contact_id = forms.id_or_none(request.form, "contact")
    if contact_id is None:
        raise NotFound
    with transaction() as session:
        found = actions.answered(session, partner_id=actor.partner, contact_id=contact_id, now=clock.now(session))
    if request.form.get("then") == "deal":
        return redirect(f"/deals/new?lead={found.id}", 303)
    toast(gettext("On the list of those who want to talk."))
    return redirect(url_for("leads.lead", lead_id=found.id), 303)


def _do(lead_id: UUID, said: str, verb: Callable[[Session, access.Actor], object]) -> Answer:
    """Do it and come back to the lead; what can't be taken is shown beside its field."""
    try:
        with transaction() as session:
            verb(session, access.current())
    except Invalid as invalid:
        return story.page(lead_id=lead_id, errors=invalid.errors, given=request.form), invalid.status
    toast(gettext(said))
    return redirect(url_for("leads.lead", lead_id=lead_id), 303)
