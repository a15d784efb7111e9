"""Colleagues: a partner's team and the vendor's people, the same page for both."""

from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.partners import actions, queries
from tcma.partners.forms import Invite, role_choices, show
from tcma.partners.rules import grantable
from tcma.partners.views.blueprint import bp

_ADMINS = (Role.PARTNER_ADMIN, Role.VENDOR_ADMIN)


def _path() -> str:
    return "/team" if access.current().partner_id else "/hq/people"


def _form() -> Invite:
    form = Invite(language=access.current().language)
    form.role.choices = role_choices(grantable(access.current().role))
    return form


def _page(form: Invite) -> str:
    actor = access.current()
    with transaction() as db:
        now = clock.now(db)
        people = queries.people_of(db, actor.partner_id)
        invitations = queries.pending_invitations(db, actor.partner_id, now=now)
    name = "partners/team.html" if actor.partner_id else "partners/people.html"
    return render_template(name, form=form, people=people, invitations=invitations, now=now, path=_path())


def _invite() -> str | Response | tuple[str, int]:
    actor, form = access.current(), _form()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with transaction() as db:
            actions.invite(
                db, email=form.email.data, name=form.name.data, role=Role(form.role.data), partner_id=actor.partner_id,
                language=form.language.data, actor=actor, now=clock.now(db),
            )  # fmt: skip
    except Invalid as invalid:
        show(form, invalid.errors)
        return _page(form), invalid.status
    toast(gettext("The invitation to %(name)s is on its way.", name=form.name.data))
    return redirect(_path(), 303)


@bp.get("/team")
@access.roles(Role.PARTNER_ADMIN)
def team() -> str:
    return _page(_form())


@bp.post("/team")
@access.roles(Role.PARTNER_ADMIN)
def invite_to_team() -> str | Response | tuple[str, int]:
    return _invite()


@bp.get("/hq/people")
@access.roles(Role.VENDOR_ADMIN)
def people() -> str:
    return _page(_form())


@bp.post("/hq/people")
@access.roles(Role.VENDOR_ADMIN)
def invite_to_people() -> str | Response | tuple[str, int]:
    return _invite()


@bp.post("/people/<uuid:person_id>/role")
@access.roles(*_ADMINS)
def change_role(person_id: UUID) -> Response:
    wanted = request.form.get("role", "")
    if wanted not in list(Role):
        raise NotFound
    with transaction() as db:
        person = actions.change_role(db, person_id=person_id, role=Role(wanted), actor=access.current())
    toast(gettext("%(name)s has the new role and signs in again to use it.", name=person.name))
    return redirect(_path(), 303)


@bp.post("/people/<uuid:person_id>/deactivate")
@access.roles(*_ADMINS)
def deactivate(person_id: UUID) -> Response:
    with transaction() as db:
        person = actions.deactivate(db, person_id=person_id, actor=access.current(), now=clock.now(db))
    toast(gettext("%(name)s has no access any more.", name=person.name), undo=f"/people/{person_id}/reactivate")
    return redirect(_path(), 303)


@bp.post("/people/<uuid:person_id>/reactivate")
@access.roles(*_ADMINS)
def reactivate(person_id: UUID) -> Response:
    with transaction() as db:
        person = actions.reactivate(db, person_id=person_id, actor=access.current())
    toast(gettext("%(name)s has access again.", name=person.name))
    return redirect(_path(), 303)


@bp.post("/invitations/<uuid:invitation_id>/withdraw")
@access.roles(*_ADMINS, Role.CHANNEL_MANAGER)
def withdraw(invitation_id: UUID) -> Response:
    actor = access.current()
    with transaction() as db:
        invited = actions.withdraw(db, invitation_id=invitation_id, actor=actor, now=clock.now(db))
    toast(gettext("The invitation to %(name)s is withdrawn.", name=invited.name))
    return redirect(f"/hq/partners/{invited.partner_id}" if invited.partner_id != actor.partner_id else _path(), 303)
