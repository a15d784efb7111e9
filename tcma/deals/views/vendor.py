"""The vendor's pages: the queue, and one deal to decide, move and win."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL, Actor, Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.deals import actions, forms, queries
from tcma.deals.models import Registration
from tcma.deals.rules import PENDING, RegistrationState, Stage, next_stage
from tcma.deals.views import words
from tcma.deals.views.blueprint import bp
from tcma.deals.views.partner import stage_named
from tcma.partners.models import Programme

DECIDED = {
    "approve": N_("Approved: %(account)s is protected for %(partner)s"),
    "reject": N_("Not approved: %(partner)s reads your reason"),
    "ask": N_("Asked: %(partner)s reads your question"),
}


@bp.get("/hq/deals")
@access.roles(*access.VENDOR_ROLES)
def queue() -> str:
    """What waits for a decision, the longest first; below it all deals."""
    with transaction() as session:
        return _queue_page(session, access.current())


@bp.get("/hq/deals/<uuid:registration_id>")
@access.roles(*access.VENDOR_ROLES)
def review(registration_id: UUID) -> str:
    """One registration: decide, move, win."""
    with transaction() as session:
        return review_page(session, access.current(), registration_id, {}, {})


@bp.post("/hq/deals/<uuid:registration_id>/decide")
@access.roles(*CHANNEL)
def decide(registration_id: UUID) -> Response | tuple[str, int]:
    """Approve, reject or ask; then the next one in the queue."""
    actor, how = access.current(), request.form.get("verdict", "")
    reason = request.form.get("reason", "")
    if how not in DECIDED:
        raise NotFound
    try:
        with transaction() as session:
            now = clock.now(session)
            if how == "approve":
                actions.approve(session, registration_id=registration_id, actor=actor, now=now)
            elif how == "reject":
                actions.reject(session, registration_id=registration_id, actor=actor, reason=reason, now=now)
            else:
                actions.request_information(
                    session, registration_id=registration_id, actor=actor, reason=reason, now=now
                )
            registration = queries.get(session, registration_id, partner_id=None)
            entry = queries.entry(session, registration, now)
    except Invalid as refusal:
        with transaction() as session:
            errors = {f"{how}-reason": str(one) for one in refusal.errors.values()}
            return review_page(session, actor, registration_id, errors, {"reason": reason}), Invalid.status
    toast(gettext(DECIDED[how], account=registration.account_name, partner=entry.partner_name))
    return redirect(url_for("deals.queue"))


@bp.post("/hq/deals/<uuid:registration_id>/stage")
@access.roles(*CHANNEL)
def move(registration_id: UUID) -> Response:
    to = stage_named(request.form.get("to", ""))
    with transaction() as session:
        actions.advance(session, registration_id=registration_id, actor=access.current(), to=to, now=clock.now(session))
    toast(gettext(N_("Moved to %(stage)s"), stage=gettext(words.STAGES[to][0])))
    return redirect(url_for("deals.review", registration_id=registration_id))


@bp.post("/hq/deals/<uuid:registration_id>/won")
@access.roles(*CHANNEL, Role.FINANCE)
def win(registration_id: UUID) -> Response | tuple[str, int]:
    """With the number of the order and the net amount booked."""
    actor, given = access.current(), request.form.to_dict()
    try:
        order = forms.order(given)
        with transaction() as session:
            deal = actions.win(
                session, registration_id=registration_id, actor=actor, order_number=order.order_number,
                amount=order.amount, now=clock.now(session),
            )  # fmt: skip
    except Invalid as refusal:
        with transaction() as session:
            errors = {name: str(one) for name, one in refusal.errors.items()}
            return review_page(session, actor, registration_id, errors, given), Invalid.status
    waits = deal.review_since is not None
    toast(gettext(N_("Won. The amount rose past its threshold: it earns once somebody has looked at it.") if waits
                  else N_("Won. Its revenue is being credited.")))  # fmt: skip
    return redirect(url_for("deals.review", registration_id=registration_id))


@bp.post("/hq/deals/<uuid:registration_id>/lost")
@access.roles(*CHANNEL)
def close_lost(registration_id: UUID) -> Response:
    reason = request.form.get("reason", "")
    with transaction() as session:
        actions.lose(
            session, registration_id=registration_id, actor=access.current(), reason=reason, now=clock.now(session)
        )
    toast(gettext(N_("Marked as lost")))
    return redirect(url_for("deals.review", registration_id=registration_id))


def _queue_page(session: Session, actor: Actor) -> str:
    now = clock.now(session)
    show, sought = request.args.get("show", ""), request.args.get("q", "").strip()
    waiting = queries.undecided(session, now)
    return render_template(
        "deals/queue.html",
        waiting=waiting,
        doubts=_doubts(session, waiting[0].entry.registration, now) if waiting else None,
        doubtful=queries.doubtful(session, [one.entry.registration.id for one in waiting]),
        asked=queries.asked(session, now),
        contested=queries.contested(session),
        entries=queries.listing(session, now, show=show, words=sought),
        show=show,
        sought=sought,
        words=words,
        may_decide=actor.role in CHANNEL,
        timezone=actor.timezone,
    )


def _doubts(session: Session, registration: Registration, now: datetime) -> queries.Doubts | None:
    """Why it waits for a person; None while the rules answer it, or after it was decided."""
    if registration.state is not RegistrationState.UNDER_REVIEW:
        return None
    return queries.doubts(session, registration, queries.rules_in_force(session), now)


def review_page(
    session: Session, actor: Actor, registration_id: UUID, errors: dict[str, str], given: dict[str, Any]
) -> str:
    """One registration with what the vendor may do with it now."""
    registration = queries.get(session, registration_id, partner_id=None)
    now = clock.now(session)
    entry = queries.entry(session, registration, now)
    waiting = next((one for one in queries.undecided(session, now) if one.entry.registration is registration), None)
    programme, rules = session.get_one(Programme, 1), queries.rules_in_force(session)
    until = registration.protected_until
    return render_template(
        "deals/review.html",
        thread=words.thread(queries.thread(session, registration_id), actor, entry.partner_name),
        files=queries.files(session, registration_id),
        lines=[one.name for one in rules.products if one.key in registration.product_lines],
        accounts=queries.accounts_of(session, registration),
        contested=registration.id in queries.contested(session),
        extends_to=until + timedelta(days=rules.extension_days) if until else None,
        helpers=queries.helpers_of(session, registration_id),
        won=entry.deal is not None and entry.deal.stage is Stage.WON,
        entry=entry,
        waiting=waiting,
        over=words.verdict(registration, (), actor.timezone) if registration.state is RegistrationState.EXPIRED else "",
        pending=registration.state in PENDING,
        doubts=_doubts(session, registration, now),
        steps=words.steps(
            queries.timeline(session, registration_id), actor, programme.vendor_name, entry.partner_name
        ),
        source=queries.source_of_lead(session, registration.partner_id, registration.lead_id),
        following=next_stage(entry.deal.stage) if entry.deal else None,
        words=words,
        may_decide=actor.role in CHANNEL,
        may_win=actor.role in (*CHANNEL, Role.FINANCE),
        booked=f"{entry.deal.amount.normalize():f}" if entry.deal else "",
        errors=errors,
        given=given,
        timezone=actor.timezone,
    )
