"""The editor of a segment: rows of conditions, a live count, and who is left out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.audiences import actions, forms, queries
from tcma.audiences.queries.segments import Own
from tcma.audiences.rules import segment_words as words
from tcma.audiences.rules import segments as rules
from tcma.audiences.rules.left_out import all_counted
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import N_, gettext

EMPTY: Mapping[str, Any] = {"match": "all", "conditions": []}


@bp.get("/contacts/segments/new")
@access.roles(*PARTNER_MARKETING)
def new_segment() -> str:
    """An empty filter."""
    with transaction() as session:
        return _page(session, None, "", EMPTY)


@bp.get("/contacts/segments/<uuid:segment_id>")
@access.roles(*PARTNER_MARKETING)
def segment(segment_id: UUID) -> str:
    """The filter as it was saved, and who is in it now."""
    with transaction() as session:
        found = queries.segment(session, current().partner, segment_id)
        return _page(session, segment_id, found.name, found.filter)


@bp.post("/contacts/segments/new")
@access.roles(*PARTNER_MARKETING)
def make_segment() -> Response:
    """Save it; or, as the pressed button says, add or remove a condition, or only count."""
    return _take(None)


@bp.post("/contacts/segments/<uuid:segment_id>")
@access.roles(*PARTNER_MARKETING)
def change_segment(segment_id: UUID) -> Response:
    """Save it; or, as the pressed button says, add or remove a condition, or only count."""
    with transaction() as session:
        queries.segment(session, current().partner, segment_id)
    return _take(segment_id)


@bp.post("/contacts/segments/<uuid:segment_id>/delete")
@access.roles(*PARTNER_MARKETING)
def delete_segment(segment_id: UUID) -> Response:
    """The people stay; only the filter goes."""
    with transaction() as session:
        name = actions.delete_segment(
            session, partner_id=current().partner, segment_id=segment_id, now=clock.now(session)
        )
    toast(gettext("“%(segment)s” is deleted. Its people stay.", segment=name))
    return redirect(url_for("audiences.people"), 303)


def _take(segment_id: UUID | None) -> Response:
    """With X-Autosave the page comes back as it would be, counted, and nothing is saved."""
    actor, data, name = current(), forms.segment_rows(request.form), request.form.get("name", "")
    looking = request.headers.get("X-Autosave") or request.form.get("do") != "save" or "remove" in request.form
    if looking:
        with transaction() as session:
            return make_response(_page(session, segment_id, name, data))
    try:
        with transaction() as session:
            now = clock.now(session)
            saved = actions.save_segment(session, actor=actor, segment_id=segment_id, name=name, data=data, now=now)
            kept = saved.id, saved.name
    except Invalid as invalid:
        with transaction() as session:
            return make_response(_page(session, segment_id, name, data, invalid), invalid.status)
    toast(gettext("“%(segment)s” is saved.", segment=kept[1]))
    return redirect(url_for("audiences.people", segment=kept[0]), 303)


def _page(
    session: Session, segment_id: UUID | None, name: str, data: Mapping[str, Any], problem: Invalid | None = None
) -> str:
    actor, now = current(), clock.now(session)
    own = queries.own_names(session, actor.partner)
    mailable, left_out, why_not = 0, dict[str, int](), N_("Add at least one condition.")
    try:
        if data["conditions"]:
            found = actions.check_filter(session, actor.partner, data)
            among = queries.holds(found, partner_id=actor.partner, now=now)
            mailable, left_out = queries.count(
                session, partner_id=actor.partner, list_id=None, now=now, among=among
            )
            why_not = ""
    except Invalid:
        why_not = N_("Fill in every condition to see how many people there are.")
    return render_template(
        "audiences/segment.html", segment_id=segment_id, name=name, match=data["match"],
        rows=[_row(row, own) for row in data["conditions"] if row["field"] in rules.FIELDS], problem=problem,
        errors={key: str(one) for key, one in problem.errors.items()} if problem else {}, words=words,
        summary=_summary(problem, data) if problem else {},
        kinds=rules.Kind, bare=rules.BARE, groups=words.GROUPS, why_not=why_not, everyone=mailable
        + sum(left_out.values()), mailable=mailable, left_out=all_counted(left_out),
    )  # fmt: skip


def _summary(problem: Invalid, data: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, each with the name of its condition: the same may be wrong with several."""
    names = {f"value-{n}": words.field_name(row["field"]) for n, row in enumerate(data["conditions"])
             if row["field"] in rules.FIELDS}  # fmt: skip
    return {
        key: gettext("%(field)s: %(why)s", field=names[key], why=str(one)) if key in names else str(one)
        for key, one in problem.errors.items()
    }


def _row(row: Mapping[str, str], own: Own) -> dict[str, Any]:
    """A condition as the editor draws it; a field without choices is typed."""
    field = row["field"]
    kind = rules.FIELDS[field].kind
    offered = {"list": list(own.lists.items()), "tag": list(own.tags.items())}.get(field)
    if offered is None and kind is rules.Kind.CHOICE:
        offered = words.answers(field)
    operators = [(one, words.operator_name(field, one)) for one in rules.OPERATORS[kind]]
    return {**row, "kind": kind, "offered": offered, "operators": operators, "label": words.field_name(field)}
