"""The vendor's partners: the list, a new one, and one of them with its people."""

from uuid import UUID

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.partners import actions, queries
from tcma.partners.forms import Invite, NewPartner, role_choices, show
from tcma.partners.models import Programme
from tcma.partners.views.blueprint import bp

_SIZE, _PAGES = 50, 10_000


@bp.get("/hq/partners")
@access.roles(*access.VENDOR_ROLES)
def index() -> str:
    text, sort = request.args.get("q", ""), request.args.get("sort", "name")
    page = min(max(request.args.get("page", 1, type=int), 1), _PAGES)
    with transaction() as db:
        rows, total = queries.partner_rows(db, now=clock.now(db), text=text, sort=sort, page=page, size=_SIZE)
    return render_template(
        "partners/index.html", rows=rows, total=total, text=text, sort=sort, at=page, pages=-(-total // _SIZE)
    )


@bp.get("/hq/partners/new")
@access.roles(*access.CHANNEL)
def new() -> str:
    with transaction() as db:
        timezone = db.get_one(Programme, 1).timezone
    return render_template("partners/new.html", form=NewPartner(timezone=timezone, language=access.current().language))


@bp.post("/hq/partners/new")
@access.roles(*access.CHANNEL)
def add() -> str | Response | tuple[str, int]:
    form = NewPartner()
    if not form.validate_on_submit():
        return render_template("partners/new.html", form=form), 422
    given = {name: value for name, value in form.data.items() if name != "csrf_token"}
    try:
        with transaction() as db:
            partner, invited = actions.add_partner(db, **given, actor=access.current(), now=clock.now(db))
    except Invalid as invalid:
        show(form, invalid.errors)
        return render_template("partners/new.html", form=form), invalid.status
    toast(gettext("%(partner)s is a partner. The invitation to %(name)s is on its way.", partner=partner.name,
                  name=invited.name))  # fmt: skip
    return redirect(f"/hq/partners/{partner.id}", 303)


def _page(partner_id: UUID, form: Invite) -> str:
    with transaction() as db:
        now = clock.now(db)
        partner = queries.one_partner(db, partner_id)
        people = queries.people_of(db, partner_id)
        invitations = queries.pending_invitations(db, partner_id, now=now)
    return render_template(
        "partners/partner.html", form=form, firm=partner, people=people, invitations=invitations, now=now
    )


def _form() -> Invite:
    form = Invite()
    form.role.choices = role_choices((Role.PARTNER_ADMIN,))
    return form


@bp.get("/hq/partners/<uuid:partner_id>")
@access.roles(*access.VENDOR_ROLES)
def partner(partner_id: UUID) -> str:
    return _page(partner_id, _form())


@bp.post("/hq/partners/<uuid:partner_id>")
@access.roles(*access.CHANNEL)
def invite_admin(partner_id: UUID) -> str | Response | tuple[str, int]:
    form = _form()
    if not form.validate_on_submit():
        return _page(partner_id, form), 422
    try:
        with transaction() as db:
            queries.one_partner(db, partner_id)
            actions.invite(
                db, email=form.email.data, name=form.name.data, role=Role.PARTNER_ADMIN, partner_id=partner_id,
                language=form.language.data, actor=access.current(), now=clock.now(db),
            )  # fmt: skip
    except Invalid as invalid:
        show(form, invalid.errors)
        return _page(partner_id, form), invalid.status
    toast(gettext("The invitation to %(name)s is on its way.", name=form.name.data))
    return redirect(f"/hq/partners/{partner_id}", 303)
