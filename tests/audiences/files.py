"""Files of contacts for the tests of this slice."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences import actions
from tcma.audiences.models import Import

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SMALL = "E-Mail;Vorname;Nachname;Land\nsara@noor.example;Sara;Haddad;AE\nomar@noor.example;Omar;Aziz;DE\n"


def preview(session: Session, partner_id: UUID, text: str | bytes = SMALL, *, name: str = "Spring fair.csv") -> Import:
    """A file that was looked at, and nothing more."""
    body = text.encode() if isinstance(text, str) else text
    return actions.preview_import(
        session, partner_id=partner_id, file_name=name, body=body, storage_key="imports/x", actor=None, now=NOW
    )


def store(
    session: Session, partner_id: UUID, text: str = SMALL, *, basis: str = "express", now: datetime = NOW
) -> Import:
    """A file that was stored."""
    found = preview(session, partner_id, text)
    return actions.store_import(
        session, partner_id=partner_id, import_id=found.id, body=text.encode(), basis=basis, now=now
    )


def adds_up(counts: dict[str, int]) -> bool:
    """Every record is in one of the five."""
    parts = ("imported", "updated", "duplicates", "refused", "suppressed")
    return counts["records"] == sum(counts[part] for part in parts)
