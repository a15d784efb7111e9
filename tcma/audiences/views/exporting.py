"""A partner takes its people along: one CSV, written while it is read."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from flask import Response

from tcma.audiences import queries, rules
from tcma.audiences.models import Consent
from tcma.audiences.queries.exporting import Exported
from tcma.audiences.rules.left_out import label
from tcma.audiences.rules.merging import FIELDS
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock
from tcma.base.access import Role, current
from tcma.base.db import transaction
from tcma.base.words import gettext, language, speaking

HEADER = ("email", *FIELDS, "source", "added", "lists", "tags", "can_be_mailed", "why_not", "consents", "notes")


@bp.get("/contacts/people.csv")
@access.roles(Role.PARTNER_ADMIN)
def export_people() -> Response:
    """All people of one's own firm with consent, lists, tags and notes. UTF-8 with a mark: spreadsheets read it."""
    partner_id = current().partner
    with transaction() as session:
        now = clock.now(session)
    answer = Response(_lines(partner_id, language(), now), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=people.csv"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(partner_id: UUID, tag: str, now: datetime) -> Iterator[str]:
    """A transaction a batch: a reader on a slow line holds none open."""
    yield "\ufeff" + _written([list(HEADER)])
    after = ""
    while True:
        with transaction() as session, speaking(tag):
            batch = queries.export_batch(session, partner_id, after=after, now=now)
            text = _written(_cells(one) for one in batch)
            after = batch[-1].contact.addr_key if batch else ""
        if not batch:
            return
        yield text


def _written(rows: Iterator[list[str]] | list[list[str]]) -> str:
    """Rows as CSV in which no cell is a formula."""
    out = io.StringIO()
    csv.writer(out).writerows(map(rules.neutral, row) for row in rows)
    return out.getvalue()


def _cells(one: Exported) -> list[str]:
    found, reason = one.contact, one.standing.reason
    return [
        found.email, *(getattr(found, name) for name in FIELDS), found.source, found.created_at.date().isoformat(),
        "; ".join(one.lists), "; ".join(one.tags), gettext("no") if reason else gettext("yes"),
        label(reason) if reason else "", "; ".join(map(_consent, one.consents)),
        "\n".join(f"{note.at.date().isoformat()}, {note.author}: {note.body}" for note in one.notes),
    ]  # fmt: skip


def _consent(one: Consent) -> str:
    """'They agreed to it, 2026-11-02 (Fair in May)', with its end where it has one."""
    said = f"{gettext(rules.words_of(one.basis))}, {one.given_at.date().isoformat()}"
    said += f" ({one.wording})" if one.wording else ""
    if one.withdrawn_at is not None:
        return gettext("%(consent)s, withdrawn on %(day)s", consent=said, day=one.withdrawn_at.date().isoformat())
    if one.expires_at is not None:
        return gettext("%(consent)s, until %(day)s", consent=said, day=one.expires_at.date().isoformat())
    return said
