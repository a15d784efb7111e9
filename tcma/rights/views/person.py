"""The rights of one person, at one partner."""

import io
import json
import zipfile
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.audiences.queries import contact
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Role, current
from tcma.base.db import transaction
from tcma.base.errors import Unavailable
from tcma.base.web.toasts import toast
from tcma.base.words import N_, gettext
from tcma.rights.actions import erase_person
from tcma.rights.ports import TracesAway
from tcma.rights.queries import find, told
from tcma.rights.rules import as_csv
from tcma.rights.views.blueprint import bp


@bp.get("/contacts/<uuid:contact_id>/export")
@access.roles(*PARTNER_MARKETING)
def export_person(contact_id: UUID) -> Response:
    """Everything this partner holds of the person, as a file: JSON, or with ?as=csv a packed folder of CSV."""
    partner_id = current().partner
    with transaction() as session:
        email = contact(session, partner_id, contact_id).email
        found = told(session, find(session, email, partner_id=partner_id), now=clock.now(session))
    if request.args.get("as") == "csv":
        return _file(_packed(as_csv(found["held"])), "application/zip", "person.zip")
    return _file(json.dumps(found, indent=2, ensure_ascii=False).encode(), "application/json", "person.json")


def _packed(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in files.items():
            packed.writestr(name, "\ufeff" + body)
    return out.getvalue()


def _file(body: bytes, kind: str, name: str) -> Response:
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/contacts/<uuid:contact_id>/erase")
@access.roles(Role.PARTNER_ADMIN)
def ask_erase(contact_id: UUID) -> str:
    """What will happen, before it does."""
    partner_id = current().partner
    with transaction() as session:
        person = contact(session, partner_id, contact_id)
        who = find(session, person.email, partner_id=partner_id)
        return render_template("rights/erase.html", person=person, who=who)


@bp.post("/contacts/<uuid:contact_id>/erase")
@access.roles(Role.PARTNER_ADMIN)
def erase(contact_id: UUID) -> Answer:
    """Erase this partner's data of the person. There is no way back."""
    partner_id = current().partner
    with transaction() as session:
        email = contact(session, partner_id, contact_id).email
    try:
        done = erase_person(email, partner_id=partner_id)
    except TracesAway:
        raise Unavailable(N_("This could not be finished. Try again in a minute.")) from None
    toast(gettext("Erased. Nobody here will write to this address again."))
    for file in done.files:
        if file.deleted:
            toast(gettext("The file %(name)s was deleted, since nothing could be cut out of it.", name=file.name))
    return redirect(url_for("audiences.people"), 303)
