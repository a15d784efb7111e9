"""Leads from the vendor's own programs: `POST /api/leads` with a key of the vendor."""

from typing import Any

from flask import jsonify, request
from werkzeug.wrappers import Response as Answer

from tcma.audiences.actions import key_of
from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.web.limits import by_key, limiter
from tcma.base.words import N_
from tcma.leads.actions import vendor
from tcma.leads.rules.enquiry import read_enquiry
from tcma.leads.views.blueprint import bp

LONGEST_KEY = 100


@bp.post("/api/leads")
@access.own_proof
@limiter.limit("120/minute", key_func=by_key)
@limiter.limit("600/minute")
def take_lead() -> tuple[Answer, int]:
    """One lead as a JSON object; `Idempotency-Key` names it, so that sending it again is sending it once.

    Answers 201 with its id, 200 where the key came before, 401 without a key that counts, 422 with what is wrong by
    field. A web form's own server calls this: the key must not stand in a page.
    """
    try:
        with transaction() as session:
            now = clock.now(session)
            program = key_of(session, request.headers.get("Authorization", ""), now=now, of_vendor=True)
            enquiry = read_enquiry(_body())
            lead, made = vendor.bring_lead(
                session, enquiry, key=f"api:{program.id}:{_named()}", source="api", source_name=program.name,
                person_id=None, now=now,
            )  # fmt: skip
            said = {"id": str(lead.id), "state": lead.state.value}
    except Refusal as refusal:
        fields = {name: str(one) for name, one in refusal.errors.items()} if isinstance(refusal, Invalid) else {}
        return jsonify({"title": str(refusal), "errors": fields}), refusal.status if refusal.status != 409 else 422
    return jsonify(said), 201 if made else 200


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Invalid({"body": Refusal(N_("Send one lead as a JSON object."))})
    return body


def _named() -> str:
    named = request.headers.get("Idempotency-Key", "").strip()
    if not named or len(named) > LONGEST_KEY:
        raise Invalid({"Idempotency-Key": Refusal(N_("Name the lead in the header Idempotency-Key, with at most "
                                                     "%(most)s characters."), most=LONGEST_KEY)})  # fmt: skip
    return named
