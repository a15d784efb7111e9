"""The simulator's own routes under /_sim/: what a trial and its tests read and turn. JSON in, JSON out."""

import http.client
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request

from tcma.trial.ses import domains
from tcma.trial.ses.events import event
from tcma.trial.ses.files import dump
from tcma.trial.ses.mails import Mail
from tcma.trial.ses.office import Office
from tcma.trial.ses.options import EVENT_TYPES
from tcma.trial.ses.outcomes import Step
from tcma.trial.ses.poster import Poster
from tcma.trial.ses.queue import QueuePoster
from tcma.trial.ses.records import event_records, mail_record

bp = Blueprint("sim", __name__, url_prefix="/_sim")
MOST = 1000


def _office() -> Office:
    office: Office = current_app.extensions["office"]
    return office


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400, "The body must be a JSON object.")
    return body


def _page() -> tuple[int, int]:
    return max(0, request.args.get("since", 0, int)), min(MOST, max(1, request.args.get("limit", MOST, int)))


def _mail(message_id: str) -> Mail:
    mail = _office().mails.by_id(message_id)
    if mail is None:
        abort(404, f"No mail has the id {message_id}.")
    return mail


@bp.get("/status")
def status() -> Response:
    office = _office()
    return jsonify(
        mails=len(office.mails), requests=len(office.log), pending_events=office.notifier.pending(),
        offset_seconds=office.state.offset_seconds, faults=office.faults.shown(),
        max_send_rate=office.quota.max_send_rate, max_24_hour_send=office.quota.max_24_hour_send,
        enforce_quota=office.quota.enforced, topic_arn=office.options.topic_arn,
        certificate_url=office.signer.certificate_url,
    )


@bp.post("/clock")
def clock() -> Response:
    seconds = _body().get("offset_seconds")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        abort(400, "offset_seconds must be a number.")
    _office().state.set_offset(seconds)
    return jsonify(offset_seconds=seconds)


@bp.get("/faults")
def faults() -> Response:
    return jsonify(_office().faults.shown())


@bp.post("/faults")
def set_faults() -> Response:
    """Changes the faults named in the body; the others stay."""
    try:
        _office().faults.set(_body())
    except ValueError as problem:
        abort(400, str(problem))
    return jsonify(_office().faults.shown())


@bp.delete("/faults")
def clear_faults() -> Response:
    _office().faults.clear()
    return jsonify(_office().faults.shown())


@bp.post("/quota")
def quota() -> Response:
    """{max_send_rate?, max_24_hour_send?, enforced?}"""
    body = _body()
    _office().quota.set(
        max_send_rate=body.get("max_send_rate"), max_24_hour_send=body.get("max_24_hour_send"),
        enforced=body.get("enforced"),
    )
    return jsonify({"ok": True})


@bp.get("/identities")
def identities() -> Response:
    return jsonify(dict(_office().state.identities))


@bp.post("/identities")
def set_identity() -> Response:
    """{identity, verified: true, false, or null to remove it}"""
    body = _body()
    _office().state.set_identity(str(body["identity"]), body.get("verified"))
    return jsonify(dict(_office().state.identities))


@bp.get("/dns")
def dns() -> Response:
    """The values of one kind of record under a name; all records without them."""
    kind, name = request.args.get("kind", ""), request.args.get("name", "")
    found = _office().state.dns
    return jsonify(values=found.get(domains.key(kind, name), [])) if name else jsonify(found)


@bp.post("/dns")
def set_dns() -> Response:
    """{domain}: all records of a domain; or {kind, name, values}, an empty list to take one out."""
    body, office = _body(), _office()
    if "domain" in body:
        office.state.publish(domains.records(str(body["domain"]).lower(), office.options.region))
    else:
        office.state.publish({domains.key(str(body["kind"]), str(body["name"])): [str(v) for v in body["values"]]})
    return jsonify(dict(office.state.dns))


@bp.get("/tenants")
def tenants() -> Response:
    return jsonify(dict(_office().state.tenants))


@bp.post("/tenants")
def set_tenant() -> Response:
    """{name, status: ENABLED, REINSTATED or DISABLED}: what SES does to a tenant with many complaints."""
    body, state = _body(), _office().state
    if body.get("name") not in state.tenants:
        abort(404, f"No tenant is called {body.get('name')}.")
    if body.get("status") not in ("ENABLED", "REINSTATED", "DISABLED"):
        abort(400, "status must be ENABLED, REINSTATED or DISABLED.")
    state.set_tenant(body["name"], status=body["status"])
    return jsonify(dict(state.tenants))


@bp.get("/log")
def log() -> Response:
    """Ended requests from `since` on, and those under way. `next` is the `since` of the next call."""
    since, limit = _page()
    requests = _office().log.since(since, limit)
    return jsonify(requests=requests, next=since + len(requests), under_way=_office().log.under_way())


@bp.get("/mails")
def mails() -> Response:
    """Mails from `since` on, oldest first; `to` filters by recipient, `bodies=0` leaves texts out,
    `unsent=1` takes in rendering failures and rejects."""
    office = _office()
    since, limit = _page()
    to = request.args.get("to", "").lower()
    bodies, unsent = request.args.get("bodies") != "0", request.args.get("unsent") == "1"
    found: list[dict[str, Any]] = []
    number = since
    while number < len(office.mails) and len(found) < limit:
        mail = office.mails[number]
        number += 1
        if (mail.sent or unsent) and (not to or any(to in address.lower() for address in mail.recipients)):
            found.append(mail_record(office, mail, bodies=bodies))
    return jsonify(mails=found, next=number, total=len(office.mails))


@bp.get("/mails/<message_id>")
def mail(message_id: str) -> Response:
    return jsonify(mail_record(_office(), _mail(message_id), bodies=True))


@bp.get("/events/<message_id>")
def events(message_id: str) -> Response:
    """The event records of a mail, due or not, posted or not."""
    return jsonify(event_records(_office(), _mail(message_id)))


@bp.post("/events")
def post_event() -> Response:
    """Posts one more event of a mail at once: {message_id, event, recipient?, detail?: members of its object}."""
    office, body = _office(), _body()
    found = _mail(str(body.get("message_id")))
    if body.get("event") not in (*EVENT_TYPES, "DeliveryDelay"):
        abort(400, f"event must be one of {', '.join(EVENT_TYPES)}, DeliveryDelay.")
    if not office.options.subscribed:
        abort(409, "Nobody is subscribed: the simulator was started without an address to notify.")
    after = max(0.0, office.state.now() - found.time)
    step = Step(body["event"], after, body.get("recipient") or found.recipients[0])
    envelope = office.notifier.sign(event(found, step, office.options, body.get("detail")))
    poster = Poster(office.options.notify_url or "") if office.queue is None else QueuePoster(office.queue)
    try:
        answer: int | None = poster.post(dump(envelope), office.signer.headers(envelope))
    except (OSError, http.client.HTTPException):
        answer = None
    finally:
        poster.close()
    return jsonify(status=answer, envelope=envelope)


@bp.post("/storm")
def storm() -> Response:
    """Posts every event once more: {times, since?: number of a mail, anew?: with SNS MessageIds of their own}."""
    body = _body()
    times = body.get("times", 1)
    if not isinstance(times, int) or not 0 < times <= 100:
        abort(400, "times must be a number from 1 to 100.")
    extra = _office().notifier.storm(times, since=int(body.get("since", 0)), anew=bool(body.get("anew")))
    return jsonify(extra=extra)


@bp.post("/hooks/<name>")
def take_hook(name: str) -> Response:
    """A webhook of the trial may come here: kept for looking at. One called `broken` is refused."""
    said = {key: value for key, value in request.headers.items() if key.lower().startswith("webhook-")}
    _office().hooks.append({"name": name, "headers": said, "body": _body()})
    return Response(status=500 if name == "broken" else 204)


@bp.get("/hooks/<name>")
def hooks(name: str) -> Response:
    """The last messages, oldest first."""
    return jsonify(messages=[one for one in _office().hooks if one["name"] == name])


@bp.get("/queue")
def queue() -> Response:
    """How many messages wait, are under way, and are dead letters, with the bodies of those."""
    found = _office().queue
    if found is None:
        abort(404, "The simulator was started without a queue.")
    return jsonify(**found.counts(), letters=found.dead)


@bp.post("/queue")
def send_to_queue() -> Response:
    """{body}: whatever somebody might put into the queue."""
    found = _office().queue
    if found is None:
        abort(404, "The simulator was started without a queue.")
    return jsonify(id=found.send(str(_body()["body"])))


@bp.get("/notifications")
def notifications() -> Response:
    """What became of the posts to the product, one line per event that is done with."""
    since, limit = _page()
    entries = _office().notifier.history(since, limit)
    return jsonify(entries=entries, next=since + len(entries))


@bp.get("/notifications/pending")
def pending() -> Response:
    """How many events are yet to be posted; waits up to `wait` seconds for none."""
    office = _office()
    office.notifier.settled(min(60.0, max(0.0, request.args.get("wait", 0.0, float))))
    return jsonify(pending=office.notifier.pending())


@bp.get("/sns/<name>.pem")
def certificate(name: str) -> Response:
    """The certificate, as cert.pem and under the file name in SigningCertURL."""
    office = _office()
    if name != "cert" and not office.signer.certificate_url.endswith(f"/{name}.pem"):
        abort(404)
    return Response(office.signer.certificate, content_type="application/x-pem-file")
