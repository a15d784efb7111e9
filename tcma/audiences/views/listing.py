"""Whom a partner, and the programme, does not write to: why, what to add, what to take back."""

import csv
import io
from collections.abc import Iterator
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.audiences import actions, forms, queries, rules
from tcma.audiences.rules.left_out import label
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Role, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.base.words import ngettext
from tcma.partners.models import Partner


@bp.get("/contacts/suppressed")
@access.roles(*PARTNER_MARKETING)
def suppressed() -> str:
    """Addresses and domains this partner does not write to, and why: ?q, ?page."""
    return _page(current().partner)


@bp.post("/contacts/suppressed")
@access.roles(*PARTNER_MARKETING)
def suppress() -> Answer:
    """Add addresses and domains, from the field or a file."""
    return _add(current().partner)


@bp.post("/contacts/suppressed/<uuid:suppression_id>/remove")
@access.roles(*PARTNER_MARKETING)
def unsuppress(suppression_id: UUID) -> Answer:
    """Take off what the partner listed itself."""
    return _remove(current().partner, suppression_id)


@bp.get("/contacts/suppressed.csv")
@access.roles(*PARTNER_MARKETING)
def suppressed_file() -> Response:
    """All of them as a file."""
    return _file(current().partner)


@bp.get("/hq/suppressed")
@access.roles(Role.VENDOR_ADMIN)
def programme_suppressed() -> str:
    """Whom no partner writes to because the vendor says so, and numbers of every partner."""
    return _page(None)


@bp.post("/hq/suppressed")
@access.roles(Role.VENDOR_ADMIN)
def programme_suppress() -> Answer:
    """Add addresses and domains for the whole programme."""
    return _add(None)


@bp.post("/hq/suppressed/<uuid:suppression_id>/remove")
@access.roles(Role.VENDOR_ADMIN)
def programme_unsuppress(suppression_id: UUID) -> Answer:
    """Take off what the vendor listed."""
    return _remove(None, suppression_id)


@bp.get("/hq/suppressed.csv")
@access.roles(Role.VENDOR_ADMIN)
def programme_suppressed_file() -> Response:
    """The programme's list as a file."""
    return _file(None)


def _home(partner_id: UUID | None) -> str:
    return url_for("audiences.suppressed" if partner_id else "audiences.programme_suppressed")


def _per_week(session: Session, partner_id: UUID | None) -> int:
    return session.get_one(Partner, partner_id).mails_per_week if partner_id else 0


def show_own(error: Invalid) -> str:
    """The partner's page with something on it that could not be saved."""
    return _page(current().partner, error)


def _page(partner_id: UUID | None, error: Invalid | None = None, typed: str = "") -> str:
    words = request.args.get("q", "").strip()[:100]
    with transaction() as session:
        found = queries.held(session, partner_id, words=words, page=request.args.get("page", 1, int))
        return render_template(
            "audiences/suppressed.html" if partner_id else "audiences/programme_suppressed.html",
            found=found, words=words, error=error, typed=typed, label=label,
            elsewhere=queries.not_available(session, partner_id) if partner_id else 0,
            per_week=request.form.get("mails_per_week") or _per_week(session, partner_id),
            partners=[] if partner_id else queries.counts_by_partner(session),
        )  # fmt: skip


def _add(partner_id: UUID | None) -> Answer:
    try:
        listed = forms.listed(request.files, request.form)
    except Invalid as error:
        return Response(_page(partner_id, error, request.form.get("entries", "")), 422)
    asked = request.form.get("why", "asked") == "asked"
    added = 0
    for some in actions.in_batches(listed.keys):
        with transaction() as session:
            added += actions.list_keys(
                session, partner_id=partner_id, keys=some, asked=asked, actor=current(), now=clock.now(session)
            )
    told = ngettext("%(num)s added.", "%(num)s added.", added)
    if known := len(listed.keys) - added:
        told += " " + ngettext("%(num)s was on the list.", "%(num)s were on the list.", known)
    if listed.refused:
        line, why = listed.refused[0]
        number = len(listed.refused)
        left = ngettext("%(num)s line was left out.", "%(num)s lines were left out.", number)
        told += f" {left} " + _("Line %(line)s: %(why)s", line=line, why=str(why))
    toast(told)
    return redirect(_home(partner_id))


def _remove(partner_id: UUID | None, suppression_id: UUID) -> Answer:
    with transaction() as session:
        actions.unlist(session, partner_id=partner_id, suppression_id=suppression_id, actor=current())
    toast(_("Taken off the list."))
    return redirect(_home(partner_id))


def _file(partner_id: UUID | None) -> Response:
    with transaction() as session:
        body = "".join(_lines(queries.all_held(session, partner_id)))
    answer = Response("\ufeff" + body, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=do-not-mail.csv"
    return answer


def _lines(rows: Iterator[queries.HeldRow]) -> Iterator[str]:
    yield _line(_("Address or domain"), _("Why"), _("Since"))
    for row in rows:
        yield _line(row.key.removeprefix("@"), label(row.reason), row.at.date().isoformat())


def _line(*cells: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(map(rules.neutral, cells))
    return out.getvalue()
