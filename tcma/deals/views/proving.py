"""Files that prove a claim: put to it by the partner, read by both sides."""

import io
from uuid import UUID

from flask import redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.errors import Gone, Refusal
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.deals import actions, queries
from tcma.deals.rules import read_evidence
from tcma.deals.views.blueprint import bp
from tcma.deals.views.partner import show_page

_MOST = 11 * 1024 * 1024


@bp.post("/deals/<uuid:registration_id>/files")
@access.roles(*access.PARTNER_MARKETING)
@access.takes(_MOST)
def attach(registration_id: UUID) -> Response | tuple[str, int]:
    """One more file."""
    actor, sent = access.current(), request.files.get("file")
    with transaction() as session:
        queries.get(session, registration_id, partner_id=actor.partner)
    try:
        evidence = read_evidence(sent.filename or "" if sent else "", sent.read() if sent else b"")
        with transaction() as session:
            actions.attach(
                session, use(Storage), registration_id=registration_id, actor=actor, evidence=evidence,
                now=clock.now(session),
            )  # fmt: skip
    except Refusal as refusal:
        return show_page(registration_id, {"file": refusal}), 422
    toast(gettext(N_("The file is put to the registration.")))
    return redirect(url_for("deals.show", registration_id=registration_id))


@bp.post("/deals/<uuid:registration_id>/files/<uuid:file_id>/remove")
@access.roles(*access.PARTNER_MARKETING)
def detach(registration_id: UUID, file_id: UUID) -> Response:
    with transaction() as session:
        key = actions.detach(session, registration_id=registration_id, file_id=file_id, actor=access.current())
    use(Storage).delete(key)
    toast(gettext(N_("The file is taken away.")))
    return redirect(url_for("deals.show", registration_id=registration_id))


@bp.get("/deals/<uuid:registration_id>/files/<uuid:file_id>")
@access.roles(*access.PARTNER_MARKETING)
def own_file(registration_id: UUID, file_id: UUID) -> Response:
    return _file(registration_id, file_id, access.current().partner)


@bp.get("/hq/deals/<uuid:registration_id>/files/<uuid:file_id>")
@access.roles(*access.VENDOR_ROLES)
def file(registration_id: UUID, file_id: UUID) -> Response:
    return _file(registration_id, file_id, None)


def _file(registration_id: UUID, file_id: UUID, partner_id: UUID | None) -> Response:
    """To be saved, never shown by the browser: whatever is in it acts on nobody's behalf here."""
    with transaction() as session:
        found = queries.one_file(session, registration_id, file_id, partner_id=partner_id)
    body = use(Storage).get(found.storage_key)
    if body is None:
        raise Gone(N_("This file is not kept any more."))
    answer = send_file(
        io.BytesIO(body), mimetype=found.content_type, as_attachment=True, download_name=found.name, etag=False
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer

