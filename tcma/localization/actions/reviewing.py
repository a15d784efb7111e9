"""A person reviews a language: saves, approves, takes back, puts aside."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.catalogue import actions as catalogue
from tcma.catalogue.queries import Draft
from tcma.catalogue.rules import Segment, texts
from tcma.localization.models import TranslationItem, TranslationJob
from tcma.localization.queries.glossary import glossary
from tcma.localization.queries.progress import typed_words
from tcma.localization.rules import flags, sound


@dataclass(frozen=True)
class Reviewed:
    """`approved` are the keys that count as right now; `held` those with a red flag, or without words."""

    draft: Draft
    approved: tuple[str, ...]
    held: tuple[str, ...]


def save_words(
    session: Session, draft_id: UUID, *, language: str, words: Mapping[str, str], actor_id: UUID | None,
    now: datetime,
) -> Draft:  # fmt: skip
    """Keep edited words; what changed counts as not reviewed, what did not stays as it was."""
    catalogue.locked_draft(session, draft_id)  # first: no machine may write between the look and the change
    typed = typed_words(session, draft_id, language, words)
    return catalogue.change_words(session, draft_id, language=language, words=typed, actor_id=actor_id, now=now)


def approve(
    session: Session, draft_id: UUID, *, language: str, keys: Collection[str], actor_id: UUID | None, now: datetime
) -> Reviewed:
    """A person says that the words of `keys` are right. Those with a red flag stay as they are."""
    draft = catalogue.locked_draft(session, draft_id)
    own, terms = draft.copy.get(language, {}), glossary(session)
    known = {text.key: text for text in texts(draft.kit)}
    right, held = {}, []
    for key in keys:
        said = own.get(key, Segment("")).text
        if key in known and said and sound(flags(draft.kit, known[key], said, language, terms)):
            right[key] = said
        else:
            held.append(key)
    if right:
        draft = catalogue.change_words(
            session, draft_id, language=language, words=right, reviewed=right.keys(), actor_id=actor_id, now=now
        )
        _aside(session, draft_id, language, right.keys(), later=False)
    return Reviewed(draft, tuple(right), tuple(held))


def take_back(
    session: Session, draft_id: UUID, *, language: str, key: str, actor_id: UUID | None, now: datetime
) -> Draft:
    """An approval is taken back: the words stay, and need a review again."""
    draft = catalogue.locked_draft(session, draft_id)
    said = draft.copy.get(language, {}).get(key, Segment("")).text
    return catalogue.change_words(
        session, draft_id, language=language, words={key: said}, reviewed=(), actor_id=actor_id, now=now
    )


def put_aside(session: Session, draft_id: UUID, *, language: str, key: str, later: bool) -> None:
    """Keep a text for later, or take it up again. Only texts of a translation can be kept."""
    _aside(session, draft_id, language, [key], later=later)


def _aside(session: Session, draft_id: UUID, language: str, keys: Collection[str], *, later: bool) -> None:
    jobs = select(TranslationJob.id).where(TranslationJob.draft_id == draft_id, TranslationJob.language == language)
    session.execute(
        update(TranslationItem)
        .where(TranslationItem.job_id.in_(jobs), TranslationItem.key.in_(list(keys)))
        .values(later=later)
    )
