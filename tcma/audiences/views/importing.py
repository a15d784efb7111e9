"""A file comes in, is shown, and is stored once its one question is answered."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for
from rq import Queue
from werkzeug.wrappers import Response as Answer

from tcma.audiences import actions, forms, queries, rules
from tcma.audiences.models import Import, ImportState
from tcma.audiences.rules import LIMITS, Answers, Reading
from tcma.audiences.rules.formats import CARDS
from tcma.audiences.rules.left_out import all_counted, marks_counted
from tcma.audiences.views.bases import bases
from tcma.audiences.views.blueprint import bp
from tcma.audiences.views.left_out import in_words
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import new_id, transaction
from tcma.base.errors import Gone, Invalid, Refusal
from tcma.base.storage import Body, Storage
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, gettext, ngettext

INLINE = 5_000  # records that are stored within the request; more are a job
ENDED = (ImportState.STORED, ImportState.STOPPED, ImportState.REFUSED)


@bp.get("/contacts/import")
@access.roles(*PARTNER_MARKETING)
def choose() -> str:
    """Drop a file or paste; ?next is where to go with the people."""
    return render_template("audiences/choose.html", next=forms.own_path(request.args.get("next", "")), error=None)


@bp.post("/contacts/import")
@access.roles(*PARTNER_MARKETING)
@access.takes(LIMITS.size + (1 << 20))
def take() -> Answer | tuple[str, int]:
    """Keep the file and look at it. What can't be read is refused, and not kept."""
    actor, back = current(), forms.own_path(request.form.get("next", ""))
    storage, key = use(Storage), f"imports/{new_id()}"
    try:
        file = forms.upload(request.files, request.form)
        storage.put(key, file.stream)
        body = storage.open(key) or b""
        with transaction() as session:
            found = actions.preview_import(
                session, partner_id=actor.partner, file_name=file.name, body=body, storage_key=key, actor=actor,
                now=clock.now(session), at_once=not rules.takes_long(body),
            )  # fmt: skip
    except Refusal as refusal:
        storage.delete(key)
        error = refusal if isinstance(refusal, Invalid) else Invalid({"file": refusal})
        page = render_template("audiences/choose.html", next=back, error=error, pasted=request.form.get("text", ""))
        return page, 422
    _ring(found)
    return redirect(url_for("audiences.show", import_id=found.id, next=back or None), 303)


def _ring(found: Import) -> None:
    """For a file that is looked at or stored by a job. The beat looks too, so that a bell nobody hears costs only
    time."""
    if found.state in (ImportState.LOOKING, ImportState.STORING):
        use(Queue).enqueue("tcma.audiences.jobs.carry_on", str(found.id), job_timeout=120, result_ttl=0)


@bp.get("/contacts/imports/<uuid:import_id>")
@access.roles(*PARTNER_MARKETING)
def show(import_id: UUID) -> str:
    """The preview with its question; progress while a job is at it; then what became of every record."""
    with transaction() as session:
        found = queries.import_of(session, current().partner, import_id)
        on_list = queries.count(
            session, partner_id=found.partner_id, list_id=found.list_id, now=clock.now(session)
        ) if found.list_id and found.state in ENDED else (0, {})  # fmt: skip
    return _page(found, forms.own_path(request.args.get("next", "")), on_list=on_list)


@bp.post("/contacts/imports/<uuid:import_id>")
@access.roles(*PARTNER_MARKETING)
def use_people(import_id: UUID) -> Answer | tuple[str, int]:
    """Answer the question about the file, read it with other columns, or store it."""
    back = forms.own_path(request.form.get("next", ""))
    with transaction() as session:
        found = queries.import_of(session, current().partner, import_id)
    if found.state not in (ImportState.ASKING, ImportState.PREVIEWED):
        return _onwards(found, back)
    body = use(Storage).open(found.storage_key)
    if body is None:
        raise Gone(N_("The file is no longer here. Choose it again."))
    try:
        if found.state is ImportState.ASKING:
            return _answer(found, body, back)
        return _read_again(found, body, back) or _store(found, body, back)
    except Refusal as refusal:
        return _page(found, back, error=refusal, basis=request.form.get("basis", "")), 422


def _read_again(found: Import, body: Body, back: str) -> Answer | tuple[str, int] | None:
    """The preview with other columns, or the way to it, if they were changed or the person asked for it."""
    with transaction() as session:
        changed = actions.map_columns(
            session, partner_id=found.partner_id, import_id=found.id, body=body, mapping=forms.mapping(request.form),
            now=clock.now(session), at_once=not rules.takes_long(body),
        )  # fmt: skip
        again = queries.import_of(session, found.partner_id, found.id)
    if again.state is ImportState.LOOKING:
        _ring(again)
        return _onwards(again, back)
    if not changed and request.form.get("do") != "read":
        return None
    people = again.counts["imported"] + again.counts["updated"]
    note = ngettext(
        "Read again with your columns: %(num)s person.", "Read again with your columns: %(num)s people.", people
    )
    return _page(again, back, note=note if changed else "", basis=request.form.get("basis", "")), 200


def _store(found: Import, body: Body, back: str) -> Answer:
    """Store at once what a request has time for; the rest is a job."""
    basis, wording = request.form.get("basis", ""), request.form.get("wording", "").strip()
    with transaction() as session:
        begin = partial(actions.begin_storing, session)
        if found.counts["records"] <= INLINE:
            begin = partial(actions.store_import, session, body=body)
        stored = begin(
            partner_id=found.partner_id, import_id=found.id, basis=basis, wording=wording, now=clock.now(session)
        )
    _ring(stored)
    return _onwards(stored, back)


def _answer(found: Import, body: Body, back: str) -> Answer:
    """Look again, knowing the encoding or the column of addresses."""
    said = request.form.get("answer", "")
    if said not in [choice[0] for choice in found.reading.get("choices", [])]:
        raise Invalid({"answer": Refusal(N_("Choose one."))})
    asked = found.reading["question"]
    answers = Answers(**(found.reading.get("said", {}) | {asked: forms.number(said) if asked == "email" else said}))
    with transaction() as session:
        again = actions.answer_question(
            session, partner_id=found.partner_id, import_id=found.id, body=body, answers=answers,
            now=clock.now(session), at_once=not rules.takes_long(body),
        )  # fmt: skip
    _ring(again)
    return _onwards(again, back)


def _onwards(found: Import, back: str) -> Answer:
    """To where the person came from, with the list; or to the list itself."""
    if found.state is not ImportState.STORED:
        return redirect(url_for("audiences.show", import_id=found.id, next=back or None), 303)
    people = found.counts["imported"] + found.counts["updated"]
    toast(ngettext("%(num)s person is on the list.", "%(num)s people are on the list.", people))
    if back:
        return redirect(f"{back}{'&' if '?' in back else '?'}list={found.list_id}", 303)
    return redirect(url_for("audiences.show", import_id=found.id), 303)


def _page(
    found: Import, back: str, *, error: Refusal | None = None, note: str = "", basis: str = "",
    on_list: tuple[int, dict[str, int]] = (0, {}),
) -> str:  # fmt: skip
    """`on_list`: how many of the list can be mailed, and how many not for which reason."""
    if found.state is ImportState.ASKING:
        return render_template("audiences/question.html", found=found, next=back, error=error)
    if found.state is ImportState.LOOKING:
        return render_template("audiences/looking.html", found=found, next=back)
    if found.state is ImportState.UNREADABLE:
        refused = Invalid({"file": Refusal(found.reading["refused"], **found.reading["values"])})
        return render_template("audiences/choose.html", next=back, error=refused)
    if found.state is not ImportState.PREVIEWED:
        return render_template(
            "audiences/stored.html", found=found, next=back, left_out=all_counted(found.counts["by"]),
            rows=_rows(found), marks=marks_counted(found.counts.get("marks", {})), mailable=on_list[0],
            unmailed=all_counted(on_list[1]),
        )  # fmt: skip
    counts, reading = found.counts, Reading.from_json(found.reading)
    people = counts["imported"] + counts["updated"] - counts["unavailable"]
    fields = {column: name for name, column in reading.mapping.items()}
    reasons = all_counted({**counts["by"], "unavailable": counts["unavailable"]})
    return render_template(
        "audiences/preview.html", found=found, reading=reading, people=people, next=back, error=error, note=note,
        left_out=reasons, left=counts["records"] - counts["imported"] - counts["updated"], rows=_rows(found),
        marks=marks_counted(counts.get("marks", {})),
        fields=fields, names=rules.FIELDS, cards=reading.format.kind == CARDS,
        delimiter=rules.DELIMITERS.get(reading.format.delimiter, ""),
        bases=bases(counts["groups"]), basis=basis, needed=any(not own for _, own, _, _ in counts["groups"]),
    )  # fmt: skip


def _rows(found: Import) -> list[dict[str, Any]]:
    """The first left-out rows, their reasons in the reader's language."""
    return [
        {"line": row["line"], "value": row["value"], "why": in_words(row["message"], row["values"])}
        for row in found.left_out
    ]


@bp.get("/contacts/imports/<uuid:import_id>/progress")
@access.roles(*PARTNER_MARKETING)
def progress(import_id: UUID) -> Answer:
    """How far the reading or the storing is, as JSON with an ETag."""
    with transaction() as session:
        found = queries.import_of(session, current().partner, import_id)
    looking, over = found.state is ImportState.LOOKING, found.state not in (ImportState.LOOKING, ImportState.STORING)
    if looking:
        words = ngettext("%(num)s row read", "%(num)s rows read", found.done)
    else:
        words = ngettext("%(num)s row stored", "%(num)s rows stored", found.done)
    answer = jsonify(
        state="done" if over else found.state.value, done=found.done, words=words,
        to=found.counts.get("expected", found.counts.get("records", 0)),
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.post("/contacts/imports/<uuid:import_id>/stop")
@access.roles(*PARTNER_MARKETING)
def stop(import_id: UUID) -> Answer:
    """End the storing before the next batch; of a file that is still looked at, nothing is kept."""
    back = forms.own_path(request.form.get("next", ""))
    with transaction() as session:
        found = actions.drop_file(session, partner_id=current().partner, import_id=import_id)
        if found.state is not ImportState.LOOKING:
            actions.stop_storing(session, partner_id=found.partner_id, import_id=found.id, now=clock.now(session))
    if found.state is not ImportState.LOOKING:
        return redirect(url_for("audiences.show", import_id=import_id, next=back or None), 303)
    use(Storage).delete(found.storage_key)
    toast(gettext("Stopped. Nothing of the file was kept."))
    return redirect(url_for("audiences.choose", next=back or None), 303)
