"""How far a translation by machine is."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.localization.models import TranslationItem, TranslationJob
from tcma.localization.rules import ItemState, JobState


@dataclass(frozen=True)
class Progress:
    """A job and how many of its texts are in which state."""

    job: TranslationJob
    counts: Mapping[ItemState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        return self.counts.get(ItemState.WAITING, 0)

    @property
    def done(self) -> int:
        return self.total - self.waiting

    def of(self, state: str) -> int:
        return self.counts.get(ItemState(state), 0)


def job_of(session: Session, draft_id: UUID, language: str) -> TranslationJob | None:
    """The translation of a draft into a language, the running or the last one."""
    return session.scalar(
        select(TranslationJob).where(TranslationJob.draft_id == draft_id, TranslationJob.language == language)
    )


def typed_words(session: Session, draft_id: UUID, language: str, said: Mapping[str, str]) -> dict[str, str]:
    """What a person typed, {segment key: words}, from a page that was loaded a while ago.

    While a machine is at work, a field that is empty on the page may be filled by now: it was not emptied.
    """
    job = job_of(session, draft_id, language)
    if job is None or job.state is not JobState.RUNNING:
        return dict(said)
    return {key: words for key, words in said.items() if words.strip()}


def progress(session: Session, job: TranslationJob) -> Progress:
    counted = session.execute(
        select(TranslationItem.state, func.count())
        .where(TranslationItem.job_id == job.id)
        .group_by(TranslationItem.state)
    )
    return Progress(job, dict(counted.all()))


def items(session: Session, job_id: UUID) -> dict[str, TranslationItem]:
    """{segment key: item}, in reading order."""
    rows = session.scalars(
        select(TranslationItem).where(TranslationItem.job_id == job_id).order_by(TranslationItem.position)
    )
    return {row.key: row for row in rows}
