"""Everything that is held of a person, by the same list that an erasure goes through."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.audiences.models import Import
from tcma.rights.queries.who import Who
from tcma.rights.rules import HELD, Way


def told(session: Session, who: Who, *, now: datetime) -> dict[str, Any]:
    """`{person, told_at, whose, held: {table: [row]}}`; rows as JSON, columns as in the database."""
    held: dict[str, list[dict[str, Any]]] = {}
    for one in HELD:
        if one.table == "imports":
            rows = _of_files(session, who)
        elif one.way is Way.SWEEP:
            continue  # mails about the person to those who work with them; their rows are not the person's
        else:
            found = session.scalars(text(f"SELECT to_jsonb(t) FROM {one.table} AS t WHERE {one.whose}"), who.values)
            hidden = one.hidden.split()
            rows = [{name: value for name, value in row.items() if name not in hidden} for row in found]
        if rows:
            held[one.table] = rows
    return {
        "person": who.key,
        "told_at": now.isoformat(),
        "whose": str(who.partner_id) if who.partner_id else "every partner of the programme",
        "held": held,
    }


def _of_files(session: Session, who: Who) -> list[dict[str, Any]]:
    """The rows of files that named the person and were left out."""
    files = session.scalars(
        text(f"SELECT id FROM imports AS t WHERE {next(h.whose for h in HELD if h.table == 'imports')}"), who.values
    ).all()
    return [
        {"file_name": found.file_name, "created_at": found.created_at.isoformat(), **row}
        for found in (session.get_one(Import, one) for one in files)
        for row in found.left_out
        if who.needles.in_text(str(row.get("value", "")))
    ]
