"""Where the CRM stands, and its readings: asked for, looked at."""

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL, Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.tools import use
from tcma.crm import actions, forms, queries
from tcma.crm.ports import CrmReader
from tcma.crm.rules import Line
from tcma.crm.rules.lines import MOST_KEPT, of_kept, tally
from tcma.crm.views import words
from tcma.crm.views.blueprint import bp

_SHOWN = 100


@bp.get("/hq/crm")
@access.roles(*access.VENDOR_ROLES)
def index() -> str:
    """The latest readings, what waits for a decision, and ways to bring more."""
    return index_page()


@bp.post("/hq/crm/readings")
@access.roles(*CHANNEL)
def ask() -> Response | tuple[str, int]:
    """Read what is new, or all again; or only try it. A job does it."""
    given, actor, reader = request.form, access.current(), use(CrmReader)
    if not reader.source:
        raise NotFound
    try:
        with transaction() as session:
            now = clock.now(session)
            made = actions.ask_read(
                session, source=reader.source, dry="dry" in given, actor=actor, now=now,
                since=forms.since(given.get("since", ""), now), replay="everything" in given,
            )  # fmt: skip
    except Invalid as refusal:
        return index_page(errors=refusal.errors, typed=given.get("since", "")), refusal.status
    return redirect(url_for("crm.reading", read_id=made.id), 303)


@bp.get("/hq/crm/readings/<uuid:read_id>")
@access.roles(*access.VENDOR_ROLES)
def reading(read_id: UUID) -> str:
    """What it found, as far as it is."""
    with transaction() as session:
        found = queries.one_read(session, read_id)
    page = max(1, min(request.args.get("page", 1, type=int), MOST_KEPT))
    lines = [of_kept(one) for one in found.lines]
    return render_template(
        "crm/reading.html", found=found, counts=counted(found.counts), at=page, pages=-(-len(lines) // _SHOWN),
        lines=lines[(page - 1) * _SHOWN : page * _SHOWN], many=len(lines), most=MOST_KEPT, words=words,
        timezone=access.current().timezone,
    )  # fmt: skip


def counted(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Outcome in words, its kind, and how many; those of which there are some."""
    return [(*words.outcome(name), counts[name]) for name in words.OUTCOMES if counts.get(name)]


def index_page(
    *, errors: Mapping[str, Refusal] | None = None, typed: str = "", lines: list[Line] | None = None, dry: bool = False
) -> str:
    """`lines`: what became of a file that was just sent."""
    actor, reader = access.current(), use(CrmReader)
    with transaction() as session:
        found, known = queries.reads(session), queries.setup(session)
        waiting = queries.open_conflicts(session)
    said = [one for one in lines or () if one.outcome != "unchanged"]
    return render_template(
        "crm/index.html", reads=[(one, counted(one.counts)) for one in found], source=reader.source, setup=known,
        waiting=waiting, errors={name: str(one) for name, one in (errors or {}).items()}, typed=typed, dry=dry,
        told=counted(tally(lines)) if lines is not None else None, lines=said[:_SHOWN], more=len(said) - _SHOWN,
        words=words, may_change=actor.role in CHANNEL, may_keys=actor.role is Role.VENDOR_ADMIN,
        timezone=actor.timezone, encoding=request.form.get("encoding", ""),
    )  # fmt: skip
