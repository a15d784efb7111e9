"""What happens to a won deal afterwards: its order is off, its amount was another; and who helped to sell it."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL, Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.deals import actions, forms, queries
from tcma.deals.views.blueprint import bp
from tcma.deals.views.vendor import review_page

BOOKING = (*CHANNEL, Role.FINANCE)
Answer = Response | tuple[str, int]


@bp.post("/hq/deals/<uuid:registration_id>/reopen")
@access.roles(*BOOKING)
def reopen(registration_id: UUID) -> Answer:
    """The order is off: it is open again, or lost."""
    lost = request.form.get("to") == "lost"
    try:
        with transaction() as session:
            actions.reopen(
                session, registration_id=registration_id, actor=access.current(), lost=lost,
                reason=request.form.get("reason", ""), now=clock.now(session),
            )  # fmt: skip
    except Invalid as refusal:
        return _again(registration_id, {"reopen-reason": str(refusal.errors["reason"])})
    return _done(registration_id, N_("Lost. What it earned is taken back.") if lost else N_(
        "Open again. What it earned is taken back."))  # fmt: skip


@bp.post("/hq/deals/<uuid:registration_id>/correct")
@access.roles(*BOOKING)
def correct(registration_id: UUID) -> Answer:
    """What the order really came to."""
    try:
        amount = forms.amount(request.form.get("amount", ""))
        with transaction() as session:
            actions.correct(
                session, registration_id=registration_id, actor=access.current(), amount=amount, now=clock.now(session)
            )
    except Invalid as refusal:
        return _again(registration_id, {"correct-amount": str(refusal.errors["amount"])})
    return _done(registration_id, N_("Corrected. What is earned by it follows."))


@bp.post("/hq/deals/<uuid:registration_id>/helpers")
@access.roles(*BOOKING)
def name_helpers(registration_id: UUID) -> Answer:
    """One more partner that helped, by its name; or one less, by its id."""
    name, less = request.form.get("partner", ""), request.form.get("less", "")
    try:
        with transaction() as session:
            known = queries.helpers_of(session, registration_id)
            wanted = [one.id for one in known if str(one.id) != less]
            if not less:
                wanted.append(queries.partner_called(session, name))
            actions.name_helpers(
                session, registration_id=registration_id, actor=access.current(), partners=wanted,
                now=clock.now(session),
            )  # fmt: skip
    except Invalid as refusal:
        return _again(registration_id, {"partner": str(refusal.errors["partner"])})
    return _done(registration_id, N_("Saved. Its share of the commission follows."))


def _again(registration_id: UUID, errors: dict[str, str]) -> Answer:
    with transaction() as session:
        return review_page(session, access.current(), registration_id, errors, request.form.to_dict()), Invalid.status


def _done(registration_id: UUID, said: str) -> Response:
    toast(gettext(said))
    return redirect(url_for("deals.review", registration_id=registration_id))
