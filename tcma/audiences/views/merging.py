"""Two contacts side by side, and one afterwards; who may be whom."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.audiences import actions, queries
from tcma.audiences.rules import BadAddress, read_address
from tcma.audiences.rules.merging import FIELDS, chosen
from tcma.audiences.views.back import to_person
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.web import toast
from tcma.base.words import gettext


@bp.get("/contacts/duplicates")
@access.roles(*PARTNER_MARKETING)
def duplicates() -> str:
    """Pairs that may be one person. Nothing is ever merged by itself."""
    with transaction() as session:
        return render_template("audiences/duplicates.html", pairs=queries.pairs(session, current().partner))


@bp.get("/contacts/<uuid:contact_id>/merge")
@access.roles(*PARTNER_MARKETING)
def find_twin(contact_id: UUID) -> Response:
    """On to the two side by side, by the other one's address: ?address."""
    partner_id = current().partner
    with transaction() as session:
        queries.contact(session, partner_id, contact_id)
        try:
            key = read_address(request.args.get("address", "")).key
        except BadAddress as bad:
            toast(str(bad))
            return to_person(contact_id)
        other = queries.by_address(session, partner_id, key)
    if other is None or other.id == contact_id:
        toast(gettext("Nobody else of your people has that address."))
        return to_person(contact_id)
    return redirect(url_for("audiences.compare", contact_id=contact_id, other_id=other.id), 303)


@bp.get("/contacts/<uuid:contact_id>/merge/<uuid:other_id>")
@access.roles(*PARTNER_MARKETING)
def compare(contact_id: UUID, other_id: UUID) -> str:
    """Both, field by field; the first one's address stays."""
    partner_id = current().partner
    with transaction() as session:
        kept, dropped = (queries.contact(session, partner_id, one) for one in (contact_id, other_id))
        stands = queries.standing(session, partner_id=partner_id, contact_ids=[contact_id, other_id],
                                  now=clock.now(session))  # fmt: skip
        return render_template(
            "audiences/merge.html", kept=kept, dropped=dropped, fields=FIELDS, chosen=chosen(kept, dropped, {}),
            stands=stands,
        )  # fmt: skip


@bp.post("/contacts/<uuid:contact_id>/merge/<uuid:other_id>")
@access.roles(*PARTNER_MARKETING)
def merge(contact_id: UUID, other_id: UUID) -> Response:
    """Make them one."""
    wanted = {field: request.form.get(field, "kept") for field in FIELDS}
    with transaction() as session:
        actions.merge(session, actor=current(), kept_id=contact_id, dropped_id=other_id, wanted=wanted,
                      now=clock.now(session))  # fmt: skip
    toast(gettext("They are one person now. Mails, clicks, leads and deals follow within a moment."))
    return to_person(contact_id)
