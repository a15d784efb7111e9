"""Offers on the partner's call list."""

from uuid import UUID

from flask import redirect, request
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.leads.actions import vendor
from tcma.leads.views.blueprint import bp


@bp.post("/leads/offers/<uuid:offer_id>/accept")
@access.roles(*access.PARTNER_MARKETING)
def accept_offer(offer_id: UUID) -> Response:
    """The lead is ours: its story has who asks."""
    actor = access.current()
    with transaction() as session:
        lead = vendor.accept(
            session, partner_id=actor.partner, offer_id=offer_id, actor=actor, now=clock.now(session)
        )
    toast(gettext("The lead is yours. A call today is worth most."))
    return redirect(f"/leads/{lead.id}", 303)


@bp.post("/leads/offers/<uuid:offer_id>/decline")
@access.roles(*access.PARTNER_MARKETING)
def decline_offer(offer_id: UUID) -> Response:
    """Somebody else is asked."""
    actor = access.current()
    with transaction() as session:
        vendor.decline(
            session, partner_id=actor.partner, offer_id=offer_id, reason=request.form.get("reason", ""), actor=actor,
            now=clock.now(session),
        )  # fmt: skip
    toast(gettext("Declined. It goes to somebody else."))
    return redirect("/leads", 303)
