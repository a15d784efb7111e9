"""Leads come to the vendor by hand: one that somebody types, or a file."""

import hashlib
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL, Role
from tcma.base.db import new_id, transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.leads.actions import vendor
from tcma.leads.rules.enquiry import Enquiry, read_enquiry
from tcma.leads.rules.file import read_leads
from tcma.leads.views.blueprint import bp
from tcma.partners.forms import country_choices

BRINGING = (*CHANNEL, Role.CHANNEL_MARKETER)
SHOWN = 100


@dataclass(frozen=True)
class Brought:
    """What came of a file: how many are new, how many were there, and which rows were left out for what."""

    new: int
    known: int
    left_out: list[tuple[int, str]]


@bp.get("/hq/leads/new")
@access.roles(*BRINGING)
def new_lead() -> str:
    """A form for one, and one for a file."""
    return _page()


@bp.post("/hq/leads/new")
@access.roles(*BRINGING)
def bring() -> Response | tuple[str, int]:
    """One lead; the same form sent twice is one."""
    actor, given = access.current(), request.form.to_dict()
    try:
        enquiry = read_enquiry(given)
        with transaction() as session:
            lead, _ = vendor.bring_lead(
                session, enquiry, key=f"hand:{given.get('key') or new_id()}"[:100], source="hand",
                source_name="", person_id=actor.person_id, now=clock.now(session),
            )  # fmt: skip
    except Invalid as invalid:
        return _page(errors={name: str(one) for name, one in invalid.errors.items()}, given=given), invalid.status
    toast(gettext("On its way by the rules."))
    return redirect(url_for("leads.vendor_lead", vendor_lead_id=lead.id), 303)


@bp.post("/hq/leads/file")
@access.roles(*BRINGING)
def bring_file() -> str | tuple[str, int]:
    """Every row that can be taken is; the others are named. The same row again, in whichever file, is the same lead."""
    actor, sent = access.current(), request.files.get("file")
    body = sent.read() if sent else b""
    try:
        if not body:
            raise Refusal(N_("Choose a file."))
        good, left_out = list[Enquiry](), list[tuple[int, str]]()
        for line, said in read_leads(body):
            try:
                good.append(read_enquiry(said))
            except Invalid as invalid:
                left_out.append((line, " ".join(map(str, invalid.errors.values()))))
        with transaction() as session:
            now = clock.now(session)
            made = [vendor.bring_lead(session, one, key=f"file:{_digest(one)}", source="file",
                                      source_name=(sent.filename or "")[:100] if sent else "",
                                      person_id=actor.person_id, now=now)[1] for one in good]  # fmt: skip
    except Refusal as refusal:
        return _page(errors={"file": str(refusal)}), 422
    return _page(brought=Brought(sum(made), len(made) - sum(made), left_out))


def _digest(enquiry: Enquiry) -> str:
    return hashlib.sha256(repr(enquiry).encode()).hexdigest()


def _page(
    errors: dict[str, str] | None = None, given: dict[str, str] | None = None, brought: Brought | None = None
) -> str:
    return render_template(
        "leads/new.html", errors=errors or {}, given=given or {"key": str(new_id())}, brought=brought, shown=SHOWN,
        countries=[(one.value, one.label) for one in country_choices()],
    )
