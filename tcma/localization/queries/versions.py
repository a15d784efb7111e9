"""What a version says in a language."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.catalogue import queries as catalogue
from tcma.catalogue.rules import Segment, segments
from tcma.localization.models import SegmentText
from tcma.localization.rules import APPROVED, LanguageStatus, status


def words(session: Session, version_id: UUID, language: str) -> dict[str, str]:
    """{segment key: text}, complete: the source words stand in where a translation is missing."""
    kit = catalogue.kit_content(catalogue.version(session, version_id))
    rows = session.execute(
        select(SegmentText.key, SegmentText.text).where(
            SegmentText.version_id == version_id, SegmentText.language == language
        )
    )
    source = segments(kit)
    return {**source, **{key: text for key, text in rows if key in source}}


def languages(session: Session, version_id: UUID) -> list[LanguageStatus]:
    """The languages of a version in the kit's order, each with how far it is."""
    kit = catalogue.kit_content(catalogue.version(session, version_id))
    states: dict[str, dict[str, str]] = {}
    rows = session.execute(
        select(SegmentText.language, SegmentText.key, SegmentText.state).where(SegmentText.version_id == version_id)
    )
    for language, key, state in rows:
        states.setdefault(language, {})[key] = state
    return [status(kit, tag, states.get(tag, {})) for tag in kit.languages]


def copy_of(session: Session, version_id: UUID) -> dict[str, dict[str, Segment]]:
    """The translations of a version as they were published, for a draft made from it."""
    copy: dict[str, dict[str, Segment]] = {}
    for row in session.scalars(select(SegmentText).where(SegmentText.version_id == version_id)):
        copy.setdefault(row.language, {})[row.key] = Segment(row.text, row.state == APPROVED, row.source)
    return copy
