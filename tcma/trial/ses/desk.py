"""Amazon's side, as a page that needs no script: domains that wait for their records, a bad day on demand, tenants."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.trial.ses import domains
from tcma.trial.ses.office import Office

bp = Blueprint("desk", __name__)
NEXT = 5  # calls that a fault hits


def _office() -> Office:
    office: Office = current_app.extensions["office"]
    return office


@bp.get("/amazon")
def index() -> str:
    office = _office()
    now = office.state.now()
    return render_template(
        "trial/mailbox_amazon.html", faults=office.faults, next=NEXT,
        waiting=[name for name, verified in sorted(office.state.identities.items()) if not verified],
        tenants=sorted(office.state.tenants.items()), sent=office.quota.sent_last_24_hours(now),
        quota=office.quota.max_24_hour_send, full=office.quota.enforced and office.quota.max_24_hour_send == 0,
    )  # fmt: skip


@bp.post("/amazon/<any(publish, paused, suspended, throttle, lose, full, calm, tenant):verb>")
def change(verb: str) -> Response:
    """One thing that Amazon, a network or the owner of a domain does."""
    office, name = _office(), request.form.get("name", "")
    if verb == "publish":
        if name not in office.state.identities:
            abort(404)
        office.state.publish(domains.records(name, office.options.region))
    elif verb == "tenant":
        if name not in office.state.tenants:
            abort(404)
        stopped = office.state.tenants[name]["status"] == "DISABLED"
        office.state.set_tenant(name, status="REINSTATED" if stopped else "DISABLED")
    elif verb in ("paused", "suspended"):
        office.faults.set({verb: not getattr(office.faults, verb)})
    elif verb == "full":
        office.quota.set(max_send_rate=None, max_24_hour_send=0, enforced=True)
    elif verb == "calm":
        office.faults.clear()
        office.quota.set(max_send_rate=None, max_24_hour_send=office.options.max_24_hour_send,
                         enforced=office.options.enforce_quota)  # fmt: skip
    else:
        office.faults.set({"throttle": NEXT} if verb == "throttle" else {"reset_after": NEXT})
    return redirect(url_for("desk.index"), 303)
