"""What a partner asks for: another look, more time, another amount; and what it gives back."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.deals import actions, forms
from tcma.deals.rules import RegistrationState
from tcma.deals.views.blueprint import bp
from tcma.deals.views.partner import show_page


@bp.post("/deals/<uuid:registration_id>/appeal")
@access.roles(*access.PARTNER_MARKETING)
def appeal(registration_id: UUID) -> Response | tuple[str, int]:
    """Once, with reasons."""
    reason = request.form.get("reason", "")
    try:
        with transaction() as session:
            actions.appeal(
                session, registration_id=registration_id, actor=access.current(), reason=reason, now=clock.now(session)
            )
    except Invalid as refusal:
        return show_page(registration_id, {"appeal-reason": refusal.errors["reason"]}), refusal.status
    return _done(registration_id, N_("Sent. Somebody else looks at it within two business days."))


@bp.post("/deals/<uuid:registration_id>/extend")
@access.roles(*access.PARTNER_MARKETING)
def extend(registration_id: UUID) -> Response:
    """More time, once."""
    with transaction() as session:
        actions.ask_extension(
            session, registration_id=registration_id, actor=access.current(), reason=request.form.get("reason", ""),
            now=clock.now(session),
        )  # fmt: skip
    return _done(registration_id, N_("Asked. The protection goes on until it is decided."))


@bp.post("/deals/<uuid:registration_id>/news")
@access.roles(*access.PARTNER_MARKETING)
def report(registration_id: UUID) -> Response | tuple[str, int]:
    """How it goes."""
    try:
        with transaction() as session:
            actions.report(
                session, registration_id=registration_id, actor=access.current(),
                reason=request.form.get("reason", ""), now=clock.now(session),
            )  # fmt: skip
    except Invalid as refusal:
        return show_page(registration_id, {"news-reason": refusal.errors["reason"]}), refusal.status
    return _done(registration_id, N_("Told."))


@bp.post("/deals/<uuid:registration_id>/withdraw")
@access.roles(*access.PARTNER_MARKETING)
def withdraw(registration_id: UUID) -> Response:
    with transaction() as session:
        actions.withdraw(
            session, registration_id=registration_id, actor=access.current(), reason=request.form.get("reason", ""),
            now=clock.now(session),
        )  # fmt: skip
    return _done(registration_id, N_("Given back. The account is open to others again."))


@bp.post("/deals/<uuid:registration_id>/offer")
@access.roles(*access.PARTNER_MARKETING)
def take_offer(registration_id: UUID) -> Response:
    """Sell it together with the vendor, or leave it."""
    accept = request.form.get("accept") == "yes"
    with transaction() as session:
        found = actions.take_offer(
            session, registration_id=registration_id, actor=access.current(), accept=accept, now=clock.now(session)
        )
    left = found.state is RegistrationState.REJECTED
    return _done(registration_id, N_("Left. The account stays with our own sales people.") if left else
                 N_("Accepted. A person gets in touch within two business days."))  # fmt: skip


@bp.post("/deals/<uuid:registration_id>/amount")
@access.roles(*access.PARTNER_MARKETING)
def change_amount(registration_id: UUID) -> Response | tuple[str, int]:
    """What the order will be worth."""
    try:
        amount = forms.amount(request.form.get("amount", ""))
        with transaction() as session:
            deal = actions.change_amount(
                session, registration_id=registration_id, actor=access.current(), amount=amount, now=clock.now(session)
            )
    except Invalid as refusal:
        return show_page(registration_id, refusal.errors, request.form.to_dict()), refusal.status
    looked = deal.review_since is None
    return _done(registration_id, N_("Saved.") if looked else N_("Saved. A person looks at the new amount."))


def _done(registration_id: UUID, words: str) -> Response:
    toast(gettext(words))
    return redirect(url_for("deals.show", registration_id=registration_id))
