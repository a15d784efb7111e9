"""A file of partners' deals, tried or taken."""

from flask import request

from tcma.base import access
from tcma.base.access import CHANNEL
from tcma.base.errors import Refusal
from tcma.base.words import N_, language
from tcma.crm import actions
from tcma.crm.rules.sent import read_csv
from tcma.crm.views.blueprint import bp
from tcma.crm.views.readings import index_page

_MOST = 10 * 1024 * 1024


@bp.post("/hq/crm/file")
@access.roles(*CHANNEL)
@access.takes(_MOST)
def send() -> str | tuple[str, int]:
    """What became of each record, or would become of it."""
    sent, encoding, spoken = request.files.get("file"), request.form.get("encoding", ""), language()
    body, dry = sent.read() if sent else b"", "dry" in request.form
    try:
        if not body:
            raise Refusal(N_("Choose a file first."))
        lines = actions.take_sent(
            lambda mapping, now: read_csv(body, encoding, mapping, now=now, language=spoken), dry=dry
        )
    except Refusal as refusal:
        return index_page(errors={"file": refusal}), 422
    return index_page(lines=lines, dry=dry)
