"""Tags on people and notes about them."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from tcma.audiences import actions, queries
from tcma.audiences.models import Contact
from tcma.audiences.views.back import refusing, to_person
from tcma.audiences.views.blueprint import bp
from tcma.audiences.views.whom import whom
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import gettext, ngettext


@bp.post("/contacts/tag")
@access.roles(*PARTNER_MARKETING)
def tag_found() -> Response:
    """Put a tag on everyone whom a search, a list or a segment holds; its address comes along as fields."""
    partner_id = current().partner
    with transaction() as session:
        now = clock.now(session)
        who = whom(session, partner_id, request.form, now=now)
        place = who.place
        try:
            tag, number = actions.tag_people(
                session, partner_id=partner_id, name=request.form.get("name", ""), whom=who.found_by(partner_id),
                now=now,
            )  # fmt: skip
        except Invalid as invalid:
            toast(str(invalid.errors["tag"]))
            return redirect(url_for("audiences.people", **place), 303)
        said = ngettext("%(num)s person got the tag “%(tag)s”.", "%(num)s people got the tag “%(tag)s”.", number,
                        tag=tag.name)  # fmt: skip
    toast(said)
    return redirect(url_for("audiences.people", **place), 303)


@bp.post("/contacts/<uuid:contact_id>/tag")
@access.roles(*PARTNER_MARKETING)
def tag_person(contact_id: UUID) -> Response:
    """Put a tag on one person."""
    partner_id = current().partner
    with transaction() as session:
        queries.contact(session, partner_id, contact_id)
        with refusing("tag"):
            actions.tag_people(session, partner_id=partner_id, name=request.form.get("name", ""),
                               whom=Contact.id == contact_id, now=clock.now(session))  # fmt: skip
    return to_person(contact_id)


@bp.post("/contacts/<uuid:contact_id>/tags/<uuid:tag_id>/remove")
@access.roles(*PARTNER_MARKETING)
def untag_person(contact_id: UUID, tag_id: UUID) -> Response:
    """Take a tag off one person."""
    partner_id = current().partner
    with transaction() as session:
        queries.contact(session, partner_id, contact_id)
        queries.tag(session, partner_id, tag_id)
        actions.untag(session, partner_id=partner_id, tag_id=tag_id, contact_id=contact_id)
    return to_person(contact_id)


@bp.post("/contacts/<uuid:contact_id>/notes")
@access.roles(*PARTNER_MARKETING)
def write_note(contact_id: UUID) -> Response:
    """Keep a note."""
    with transaction() as session, refusing("body"):
        actions.write_note(session, actor=current(), contact_id=contact_id, text=request.form.get("body", ""),
                           now=clock.now(session))  # fmt: skip
    return to_person(contact_id)


@bp.post("/contacts/<uuid:contact_id>/notes/<uuid:note_id>/delete")
@access.roles(*PARTNER_MARKETING)
def delete_note(contact_id: UUID, note_id: UUID) -> Response:
    """Who wrote it, or the admin."""
    with transaction() as session:
        actions.delete_note(session, actor=current(), contact_id=contact_id, note_id=note_id)
    toast(gettext("The note is deleted."))
    return to_person(contact_id)
