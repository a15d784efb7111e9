"""One lead of the vendor: who asks, its way, and what a person decides about it."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL, VENDOR_ROLES, Actor
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.web import toast
from tcma.base.words import N_, format_datetime, gettext
from tcma.leads import queries
from tcma.leads.actions import vendor
from tcma.leads.rules import VendorState
from tcma.leads.views.blueprint import bp
from tcma.leads.views.vendor import words

Answer = Response | tuple[str, int]


@bp.get("/hq/leads/<uuid:vendor_lead_id>")
@access.roles(*VENDOR_ROLES)
def vendor_lead(vendor_lead_id: UUID) -> str:
    """With its whole history."""
    return _page(vendor_lead_id)


@bp.post("/hq/leads/<uuid:vendor_lead_id>/give")
@access.roles(*CHANNEL)
def give(vendor_lead_id: UUID) -> Answer:
    """To the partner of this name, whoever has it or is asked now."""
    def do(session: Session, actor: Actor) -> None:
        name = request.form.get("partner", "").strip().casefold()
        known = {one.partner.name.casefold(): one.partner.id for one in queries.takers(session)}
        if name not in known:
            raise Invalid({"partner": Refusal(N_("Pick a partner."))})
        vendor.give(session, vendor_lead_id=vendor_lead_id, partner_id=known[name],
                    reason=request.form.get("reason", ""), actor=actor, now=clock.now(session))  # fmt: skip

    return _do(vendor_lead_id, N_("Given. The partner hears of it by mail."), do)


@bp.post("/hq/leads/<uuid:vendor_lead_id>/again")
@access.roles(*CHANNEL)
def offer_again(vendor_lead_id: UUID) -> Answer:
    """By the rules as they are now."""
    return _do(vendor_lead_id, N_("Sent through the rules again."), lambda session, actor: vendor.offer_again(
        session, vendor_lead_id=vendor_lead_id, actor=actor, now=clock.now(session)))  # fmt: skip


@bp.post("/hq/leads/<uuid:vendor_lead_id>/discard")
@access.roles(*CHANNEL)
def discard(vendor_lead_id: UUID) -> Answer:
    """Nobody is to call."""
    return _do(vendor_lead_id, N_("Taken off the list."), lambda session, actor: vendor.discard(
        session, vendor_lead_id=vendor_lead_id, reason=request.form.get("why", ""), actor=actor,
        now=clock.now(session)))  # fmt: skip


def _do(vendor_lead_id: UUID, said: str, verb: Callable[[Session, Actor], object]) -> Answer:
    try:
        with transaction() as session:
            verb(session, access.current())
    except Invalid as invalid:
        errors = {"why" if name == "reason" else name: str(one) for name, one in invalid.errors.items()}
        return _page(vendor_lead_id, errors), invalid.status
    toast(gettext(said))
    return redirect(url_for("leads.vendor_lead", vendor_lead_id=vendor_lead_id), 303)


def _page(vendor_lead_id: UUID, errors: dict[str, str] | None = None) -> str:
    actor = access.current()
    with transaction() as session:
        entry = queries.vendor_lead(session, vendor_lead_id)
        if entry is None:
            raise NotFound
        steps = []
        for line in queries.history(session, vendor_lead_id):
            title, note = words.happened(line)
            steps.append({"title": title, "note": note, "iso": line.at.isoformat(), "icon": "circle-dot",
                          "when": format_datetime(line.at, actor.timezone)})  # fmt: skip
        return render_template(
            "leads/vendor_lead.html",
            entry=entry,
            lead=entry.lead,
            name=f"{entry.lead.first_name} {entry.lead.last_name}".strip() or entry.lead.email,
            status=words.status(entry),
            source=gettext(words.SOURCES[entry.lead.source]),
            steps=steps[::-1],
            partners=[one.partner.name for one in queries.takers(session)],
            waits=entry.lead.state is VendorState.UNASSIGNED,
            errors=errors or {},
            given=request.form,
            may_decide=actor.role in CHANNEL,
        )
