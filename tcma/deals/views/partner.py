"""The partner's pages: board, registration, one deal."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import Actor
from tcma.base.db import new_id, transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.deals import actions, queries
from tcma.deals.forms import RegistrationForm, of_claim
from tcma.deals.models import Registration
from tcma.deals.rules import Claim, RegistrationState, Stage, next_stage
from tcma.deals.views import words
from tcma.deals.views.blueprint import bp
from tcma.deals.views.plainly import plainly
from tcma.partners.models import Partner, Programme

SENT = {
    RegistrationState.UNDER_REVIEW: N_("Sent. We answer within two business days."),
    RegistrationState.INFO_REQUESTED: N_("Something is missing. Add it and send it again."),
    RegistrationState.REJECTED: N_("Not approved. See why."),
    RegistrationState.APPROVED: N_("Approved at once. The account is yours to sell to."),
}


@bp.get("/deals")
@access.roles(*access.PARTNER_MARKETING)
def index() -> str:
    """The board by stage."""
    actor = access.current()
    with transaction() as session:
        board = queries.board(session, actor.partner, clock.now(session))
        days = queries.rules_in_force(session).protection_days
    return render_template("deals/index.html", board=board, days=days, words=words, next_stage=next_stage)


@bp.get("/deals/new")
@access.roles(*access.PARTNER_MARKETING)
def new() -> str:
    """A registration, filled in from the lead."""
    actor, lead_id = access.current(), _lead_id()
    with transaction() as session:
        now = clock.now(session)
        claim = queries.prefill(session, actor.partner, lead_id)
        form = of_claim(claim, key=new_id().hex, today=now.date())
        return _new_page(session, actor, form, lead_id)


@bp.post("/deals/new")
@access.roles(*access.PARTNER_MARKETING)
def register() -> Response | str:
    """Send it, or keep it as a draft."""
    actor, lead_id = access.current(), _lead_id()
    form = RegistrationForm(request.form)
    try:
        with transaction() as session:
            now = clock.now(session)
            claim = _read(form, now)
            found = actions.register(
                session, actor=actor, claim=claim, now=now, lead_id=lead_id, idempotency_key=form.key.data or None
            )
            if "draft" not in request.form and found.state is RegistrationState.DRAFT:
                found = actions.submit(session, registration_id=found.id, actor=actor, now=now)
    except Invalid as refusal:
        form.refuse(refusal.errors)
        with transaction() as session:
            return _new_page(session, actor, form, lead_id)
    toast(gettext(SENT.get(found.state, N_("Draft saved"))))
    return redirect(url_for("deals.show", registration_id=found.id))


@bp.get("/deals/<uuid:registration_id>")
@access.roles(*access.PARTNER_MARKETING)
def show(registration_id: UUID) -> str:
    """One registration with all that happened to it."""
    return show_page(registration_id, {})


@bp.get("/deals/<uuid:registration_id>/edit")
@access.roles(*access.PARTNER_MARKETING)
def edit(registration_id: UUID) -> str:
    """Finish a draft, or answer a question."""
    actor = access.current()
    with transaction() as session:
        registration = queries.get(session, registration_id, partner_id=actor.partner)
        return _edit_page(session, actor, registration, of_claim(queries.claim_of(registration)))


@bp.post("/deals/<uuid:registration_id>/edit")
@access.roles(*access.PARTNER_MARKETING)
def revise(registration_id: UUID) -> Response | str:
    """Save, and send it unless it stays a draft."""
    actor = access.current()
    form = RegistrationForm(request.form)
    try:
        with transaction() as session:
            now = clock.now(session)
            claim = _read(form, now)
            found = actions.revise(session, registration_id=registration_id, actor=actor, claim=claim, now=now)
            if "draft" not in request.form:
                found = actions.answer(
                    session, registration_id=found.id, actor=actor, reason=request.form.get("answer", ""), now=now
                )
    except Invalid as refusal:
        form.refuse(refusal.errors)
        with transaction() as session:
            registration = queries.get(session, registration_id, partner_id=actor.partner)
            return _edit_page(session, actor, registration, form)
    toast(gettext(SENT.get(found.state, N_("Draft saved")) if "draft" not in request.form else N_("Draft saved")))
    return redirect(url_for("deals.show", registration_id=registration_id))


@bp.post("/deals/<uuid:registration_id>/recall")
@access.roles(*access.PARTNER_MARKETING)
def recall(registration_id: UUID) -> Response:
    with transaction() as session:
        actions.recall(session, registration_id=registration_id, actor=access.current(), now=clock.now(session))
    toast(gettext(N_("Taken back. Change it and send it again when you are ready.")))
    return redirect(url_for("deals.show", registration_id=registration_id))


@bp.post("/deals/<uuid:registration_id>/stage")
@access.roles(*access.PARTNER_MARKETING)
def advance(registration_id: UUID) -> Response:
    to = stage_named(request.form.get("to", ""))
    with transaction() as session:
        actions.advance(session, registration_id=registration_id, actor=access.current(), to=to, now=clock.now(session))
    toast(gettext(N_("Moved to %(stage)s"), stage=gettext(words.STAGES[to][0])))
    return redirect(_back(registration_id))


@bp.post("/deals/<uuid:registration_id>/lost")
@access.roles(*access.PARTNER_MARKETING)
def lose(registration_id: UUID) -> Response:
    reason = request.form.get("reason", "")
    with transaction() as session:
        actions.lose(
            session, registration_id=registration_id, actor=access.current(), reason=reason, now=clock.now(session)
        )
    toast(gettext(N_("Marked as lost")))
    return redirect(url_for("deals.show", registration_id=registration_id))


def stage_named(name: str) -> Stage:
    """NotFound for a stage that there is not."""
    try:
        return Stage(name)
    except ValueError:
        raise NotFound from None


def _read(form: RegistrationForm, now: datetime) -> Claim:
    """The claim in a form; Invalid if a field can't be read, with all else that is wrong."""
    claim = form.claim()
    if form.refused:
        try:
            actions.checked(claim, now)
        except Invalid as refusal:
            raise Invalid({name: one for name, one in refusal.errors.items() if not form[name].errors}) from None
        raise Invalid({})
    return claim


def _back(registration_id: UUID) -> str:
    return url_for("deals.index") if "board" in request.form else url_for("deals.show", registration_id=registration_id)


def _lead_id() -> UUID | None:
    text = request.values.get("lead", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound from None


def _new_page(session: Session, actor: Actor, form: RegistrationForm, lead_id: UUID | None) -> str:
    rules, programme = queries.rules_in_force(session), session.get_one(Programme, 1)
    partner = session.get_one(Partner, actor.partner)
    return render_template(
        "deals/new.html",
        form=form.ready(programme.currency, rules.products, partner.country),
        lead_id=lead_id,
        source=queries.source_of_lead(session, actor.partner, lead_id),
        known=lead_id is not None and bool(form.account_domain.data),
        rules=plainly(rules, programme.currency, partner.tier),
        version=rules.number,
        days=rules.protection_days,
        country=partner.country,
    )


def _edit_page(session: Session, actor: Actor, registration: Registration, form: RegistrationForm) -> str:
    rules, programme = queries.rules_in_force(session), session.get_one(Programme, 1)
    missing = queries.claim_of(registration).missing(products=bool(rules.products))
    return render_template(
        "deals/edit.html",
        form=form.ready(programme.currency, rules.products),
        registration=registration,
        said=words.verdict(registration, missing, actor.timezone),
        source=queries.source_of_lead(session, actor.partner, registration.lead_id),
        known=not missing,
        rules=plainly(rules, programme.currency, registration.tier),
        version=rules.number,
    )


def show_page(registration_id: UUID, errors: Mapping[str, Refusal], given: Mapping[str, str] | None = None) -> str:
    """One registration, with what was wrong about the last thing that was asked for."""
    actor = access.current()
    with transaction() as session:
        registration = queries.get(session, registration_id, partner_id=actor.partner)
        now = clock.now(session)
        entry, rules = queries.entry(session, registration, now), queries.rules_in_force(session)
        missing = queries.claim_of(registration).missing(products=bool(rules.products))
        until = registration.protected_until
        return render_template(
            "deals/show.html",
            entry=entry,
            errors={name: str(one) for name, one in errors.items()},
            given=given or {},
            said=words.verdict(registration, missing, actor.timezone),
            steps=words.steps(
                queries.timeline(session, registration.id), actor, session.get_one(Programme, 1).vendor_name, ""
            ),
            thread=words.thread(queries.thread(session, registration.id), actor,
                                session.get_one(Programme, 1).vendor_name),
            files=queries.files(session, registration.id),
            lines=[one.name for one in rules.products if one.key in registration.product_lines],
            source=queries.source_of_lead(session, actor.partner, registration.lead_id),
            following=next_stage(entry.deal.stage) if entry.deal else None,
            extends_to=until + timedelta(days=rules.extension_days)
            if until and until > now and entry.is_open and registration.extended_at is None else None,
            words=words,
            timezone=actor.timezone,
        )  # fmt: skip
