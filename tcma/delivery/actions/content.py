"""What a step sends in a language, if it still is what was approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from tcma.composing import queries
from tcma.composing.models import Composition
from tcma.composing.rules import Field, Mail, fields_from_json
from tcma.delivery.actions.steps import step_hash
from tcma.delivery.models import Step, StepContent


@dataclass(frozen=True)
class Letter:
    """A composition as it stood in the database when it was read, with its links as (field, link id)."""

    composition_id: UUID
    subject: str
    html: str
    text: str
    content_hash: str
    fields: Sequence[Field]
    links: Sequence[tuple[str, UUID]]


# Composition id and the database's own digest of all that stands there -> the letter read from it.
_read: dict[tuple[UUID, str], Letter] = {}
_MOST = 64


_PARTS = (Composition.subject, Composition.html, Composition.text, Composition.fields)
# SHA-256 of each, in hexadecimal, one after the other.
_DIGEST = func.concat(*(func.encode(func.sha256(func.convert_to(cast(part, Text), "UTF8")), "hex") for part in _PARTS))


def approved(session: Session, step: Step, language: str) -> Letter | None:
    """The letter in `language`, or None if anything that the step sends is not what was approved.

    The database is asked for a digest of what stands there now; the words cross the wire once.
    """
    rows = session.execute(
        select(StepContent.language, Composition.id, _DIGEST)
        .join(Composition, Composition.id == StepContent.composition_id).where(StepContent.step_id == step.id)
    )
    letters = {tag: _letter(session, composition_id, found) for tag, composition_id, found in rows.all()}
    hashes = {tag: letter.content_hash for tag, letter in letters.items()}
    if language not in letters or step_hash(step.sender, step.reply_to, hashes) != step.content_hash:
        return None
    return letters[language]


def _letter(session: Session, composition_id: UUID, digest: str) -> Letter:
    found = _read.get((composition_id, digest))
    if found is None:
        # The digest is asked for again: the row may have changed since, and what is kept is kept for good.
        row, digest = session.execute(
            select(Composition, _DIGEST).where(Composition.id == composition_id),
            execution_options={"populate_existing": True},
        ).one()
        mail = Mail(row.subject, "", row.html, row.text, row.language)
        links = [(f"l_{link.position}", link.id) for link in queries.links(session, composition_id)]
        found = Letter(
            composition_id, row.subject, row.html, row.text, mail.content_hash, fields_from_json(row.fields), links
        )
        if len(_read) >= _MOST:
            _read.clear()
        _read[composition_id, digest] = found
    return found
