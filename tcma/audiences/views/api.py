"""Contacts from a partner's own programs: `POST /api/contacts` with a key of that partner."""

from typing import Any

from flask import jsonify, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.audiences import actions, queries, rules
from tcma.audiences.models import ApiKey
from tcma.audiences.rules import Answers
from tcma.audiences.rules.sent import MOST, as_file
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock
from tcma.base.db import new_id, transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web.limits import by_key, limiter
from tcma.base.words import N_

JSON, CSV = "application/json", "text/csv"


@bp.post("/api/contacts")
@access.own_proof
@limiter.limit("120/minute", key_func=by_key)  # guesses at keys are counted by where they come from
@limiter.limit("600/minute")
def take_contacts() -> tuple[Answer, int]:
    """A JSON list or a CSV file; ?basis and ?wording hold for the contacts that do not say.

    Answers 200 with the account of an import, 401 without a key that counts, 422 with the words of what is wrong or
    the question that is open (?encoding and ?email_column answer it). All of it is stored or nothing.
    """
    try:
        with transaction() as session:
            _key(session)
        body, answers = _body(), Answers(request.args.get("encoding", ""), request.args.get("email_column"))
        said = _imported(body, answers)
    except Refusal as refusal:
        return jsonify(rules.told(refusal)), refusal.status if refusal.status != 409 else 422
    for one in said["refused"]:
        one["line"] -= request.mimetype == JSON  # the first contact of a list is number 1
    return jsonify(said), 200


def _key(session: Session) -> ApiKey:
    return actions.key_of(session, request.headers.get("Authorization", ""), now=clock.now(session))


def _imported(body: bytes, answers: Answers) -> dict[str, Any]:
    rules.recognise(body, answers)  # whatever is open is asked before anything is kept
    storage, storage_key, kept = use(Storage), f"imports/{new_id()}", False
    storage.put(storage_key, body)
    try:
        with transaction() as session:
            key, now = _key(session), clock.now(session)
            found = actions.preview_import(
                session, partner_id=key.partner_id, file_name=key.name, body=body, storage_key=storage_key,
                actor=None, now=now, answers=answers,
            )  # fmt: skip
            if found.counts["records"] > MOST:
                raise Invalid({"body": Refusal(N_("Send at most %(most)s contacts at once."), most=MOST)})
            found.list_id = key.list_id
            session.flush()
            stored = actions.store_import(
                session, partner_id=key.partner_id, import_id=found.id, body=body, now=now,
                basis=request.args.get("basis", ""), wording=request.args.get("wording", ""),
            )  # fmt: skip
            key.list_id = stored.list_id
            said = queries.report(session, stored, body, now=now)
        kept = True
        return said
    finally:
        if not kept:
            storage.delete(storage_key)


def _body() -> bytes:
    if request.mimetype == JSON:
        return as_file(request.get_data())
    if request.mimetype == CSV:
        return request.get_data()
    raise Invalid({"body": Refusal(N_("Send application/json or text/csv."))})
