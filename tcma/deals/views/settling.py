"""What else the vendor decides: between two partners, about more time, an amount that rose, and an end."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.web import toast
from tcma.base.words import N_, format_datetime, gettext
from tcma.deals import actions, queries
from tcma.deals.views import words
from tcma.deals.views.blueprint import bp
from tcma.deals.views.vendor import review_page


@bp.get("/hq/deals/<uuid:registration_id>/conflict")
@access.roles(*CHANNEL)
def conflict(registration_id: UUID) -> str:
    """Everyone who claims this account, side by side."""
    return _conflict_page(registration_id)


@bp.post("/hq/deals/<uuid:registration_id>/conflict")
@access.roles(*CHANNEL)
def settle(registration_id: UUID) -> Response | tuple[str, int]:
    """One of them is approved; the others read why not."""
    actor, reason = access.current(), request.form.get("reason", "")
    try:
        chosen = UUID(request.form.get("chosen", ""))
    except ValueError:
        wrong = {"chosen": Refusal(N_("Pick one of them."))}
        return _conflict_page(registration_id, wrong, reason), 422
    try:
        with transaction() as session:
            now = clock.now(session)
            found = queries.get(session, registration_id, partner_id=None)
            if chosen not in [one.registration.id for one in queries.conflict(session, found, now).pending]:
                raise NotFound
            actions.choose(session, registration_id=chosen, actor=actor, reason=reason, now=now)
    except Invalid as refusal:
        return _conflict_page(registration_id, refusal.errors, reason, str(chosen)), refusal.status
    toast(gettext(N_("Decided. Both read what it means for them, and nobody learns of the other.")))
    return redirect(url_for("deals.queue"))


@bp.post("/hq/deals/<uuid:registration_id>/extension")
@access.roles(*CHANNEL)
def decide_extension(registration_id: UUID) -> Response | tuple[str, int]:
    """More time, or not."""
    grant, given = request.form.get("grant") == "yes", request.form.to_dict()
    try:
        with transaction() as session:
            actions.decide_extension(
                session, registration_id=registration_id, actor=access.current(), grant=grant,
                reason=given.get("reason", ""), now=clock.now(session),
            )  # fmt: skip
    except Invalid as refusal:
        with transaction() as session:
            errors = {"extension-reason": str(refusal.errors["reason"])}
            return review_page(session, access.current(), registration_id, errors, given), refusal.status
    return _done(registration_id, N_("Extended.") if grant else N_("Not extended: the partner reads it."))


@bp.post("/hq/deals/<uuid:registration_id>/amount")
@access.roles(*CHANNEL)
def confirm_amount(registration_id: UUID) -> Response:
    """The amount that rose may stand."""
    with transaction() as session:
        actions.confirm_amount(
            session, registration_id=registration_id, actor=access.current(), now=clock.now(session)
        )
    return _done(registration_id, N_("The amount stands."))


@bp.post("/hq/deals/<uuid:registration_id>/revoke")
@access.roles(*CHANNEL)
def revoke(registration_id: UUID) -> Response | tuple[str, int]:
    """Take the approval back."""
    try:
        with transaction() as session:
            actions.revoke(
                session, registration_id=registration_id, actor=access.current(),
                reason=request.form.get("reason", ""), now=clock.now(session),
            )  # fmt: skip
    except Invalid as refusal:
        with transaction() as session:
            errors = {"revoke-reason": str(refusal.errors["reason"])}
            return review_page(session, access.current(), registration_id, errors, request.form.to_dict()), 422
    return _done(registration_id, N_("Taken back: the partner reads your reason."))


@bp.get("/hq/deals/questions")
@access.roles(*CHANNEL)
def prechecks() -> str:
    """Which accounts partners asked about, and what they were told."""
    with transaction() as session:
        rows = queries.prechecks(session)
    return render_template("deals/prechecks.html", rows=rows, words=words, timezone=access.current().timezone)


def _done(registration_id: UUID, said: str) -> Response:
    toast(gettext(said))
    return redirect(url_for("deals.review", registration_id=registration_id))


def _conflict_page(
    registration_id: UUID, errors: dict[str, Refusal] | None = None, reason: str | None = None, chosen: str = ""
) -> str:
    with transaction() as session:
        found, rules = queries.get(session, registration_id, partner_id=None), queries.rules_in_force(session)
        both = queries.conflict(session, found, clock.now(session))
    zone = access.current().timezone
    suggested = gettext(N_("We decided for another registration of this account."))
    return render_template(
        "deals/conflict.html", about=found, pending=both.pending, holding=both.holding, words=words,
        errors={name: str(one) for name, one in (errors or {}).items()}, timezone=zone,
        choices=[
            (str(one.registration.id), one.partner_name, format_datetime(one.registration.submitted_at, zone))
            for one in both.pending if one.registration.submitted_at
        ],
        reason=suggested if reason is None else reason, chosen=chosen,
        lines={
            one.registration.id: [line.name for line in rules.products if line.key in one.registration.product_lines]
            for one in both.pending
        },
    )  # fmt: skip
