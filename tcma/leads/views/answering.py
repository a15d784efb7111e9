"""An offer answered from its mail: no sign-in, only the token. Opening the page changes nothing; its buttons do."""

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.web.headers import key_in_address
from tcma.base.web.limits import limiter
from tcma.base.web.tongues import speak_to
from tcma.leads import queries
from tcma.leads.actions import vendor
from tcma.leads.views import words
from tcma.leads.views.blueprint import bp
from tcma.partners.models import Programme


@bp.get("/offer/<token>")
@access.public
@limiter.limit("120/minute")
def offer(token: str) -> Response:
    """Which firm asks for what, until when, and two buttons; or that it is over."""
    with transaction() as session:
        found, actor = vendor.offer_of_token(session, token)
        speak_to(actor.language)
        shown = queries.offered(session, found, now=clock.now(session))
        programme = session.get_one(Programme, 1).vendor_name
    return key_in_address(make_response(render_template(
        "leads/offer.html", shown=shown, token=token, vendor=programme, person=actor,
        declined=words.choices(words.DECLINED), answered=found.state.value,
    )))  # fmt: skip


@bp.post("/offer/<token>")
@access.own_proof
@limiter.limit("30/minute")
def answer_offer(token: str) -> Response:
    """Yes or no, in the name of whom the mail was sent to. Who asks stands behind the sign-in."""
    with transaction() as session:
        found, actor = vendor.offer_of_token(session, token)
        now = clock.now(session)
        if request.form.get("answer") == "accept":
            vendor.accept(session, partner_id=actor.partner, offer_id=found.id, actor=actor, now=now)
        elif request.form.get("answer") == "decline":
            vendor.decline(
                session, partner_id=actor.partner, offer_id=found.id, reason=request.form.get("reason", ""),
                actor=actor, now=now,
            )  # fmt: skip
    return redirect(f"/offer/{token}", 303)
