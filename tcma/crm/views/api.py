"""Partners' deals from the vendor's own programs: `POST /api/crm/deals` with a key of the vendor."""

from flask import jsonify, request
from werkzeug.wrappers import Response as Answer

from tcma.audiences.actions import key_of
from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.web.limits import limiter
from tcma.base.words import N_
from tcma.crm import actions
from tcma.crm.rules import tally
from tcma.crm.rules.sent import read_csv, read_json
from tcma.crm.views.blueprint import bp
from tcma.deals.rules.book import Unreadable


@bp.post("/api/crm/deals")
@access.own_proof
@limiter.limit("120/minute")
def take_deals() -> tuple[Answer, int]:
    """A JSON list or a CSV file of stages and orders (docs/crm.md names the fields); with `?dry=1` only tried.

    Answers 200 with {counts, records: [{kind, id, name, outcome, changes, reason}]}, 401 without a key that counts,
    422 with the words of what is wrong. Twice the same changes nothing.
    """
    try:
        with transaction() as session:
            key_of(session, request.headers.get("Authorization", ""), now=clock.now(session), of_vendor=True)
        body, dry = request.get_data(), request.args.get("dry") == "1"
        if request.mimetype == "application/json":
            lines = actions.take_sent(lambda mapping, now: read_json(body, mapping, now=now), dry=dry)
        elif request.mimetype == "text/csv":
            encoding = request.args.get("encoding", "")
            lines = actions.take_sent(lambda mapping, now: read_csv(body, encoding, mapping, now=now), dry=dry)
        else:
            raise Unreadable(N_("Send application/json or text/csv."))
    except Refusal as refusal:
        return jsonify({"message": str(refusal)}), refusal.status if refusal.status != 409 else 422
    return jsonify({"counts": tally(lines), "records": [one.told() for one in lines]}), 200
