"""The vendor's book from its own programs: `POST /api/accounts` with a key of the vendor."""

import hashlib

from flask import jsonify, request
from werkzeug.wrappers import Response as Answer

from tcma.audiences.actions import key_of
from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.web.limits import limiter
from tcma.base.words import N_
from tcma.deals import actions
from tcma.deals.rules.book import Unreadable, read_csv, read_json
from tcma.deals.views.blueprint import bp


def _by_key() -> str:
    """Requests are counted by their key; guesses at keys are counted by where they come from, below."""
    return hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()


@bp.post("/api/accounts")
@access.own_proof
@limiter.limit("120/minute", key_func=_by_key)
@limiter.limit("600/minute")
def take_accounts() -> tuple[Answer, int]:
    """A JSON list or a CSV file of accounts, with their owners and opportunities (docs/deals.md names the fields).

    Answers 200 with {added, changed, same, left_out: [{record, message}]}, 401 without a key that counts, 422 with
    the words of what is wrong. Twice the same changes nothing.
    """
    try:
        with transaction() as session:
            now = clock.now(session)
            key_of(session, request.headers.get("Authorization", ""), now=now, of_vendor=True)
        if request.mimetype == "application/json":
            records = read_json(request.get_data())
        elif request.mimetype == "text/csv":
            records = read_csv(request.get_data(), request.args.get("encoding", ""))
        else:
            raise Unreadable(N_("Send application/json or text/csv."))
        with transaction() as session:
            brought = actions.bring_accounts(session, records, now=now)
    except Refusal as refusal:
        return jsonify({"message": str(refusal)}), refusal.status if refusal.status != 409 else 422
    return jsonify(
        {
            "added": brought.added,
            "changed": brought.changed,
            "same": brought.same,
            "left_out": [{"record": one.line, "message": str(one.why)} for one in brought.left_out],
        }
    ), 200
