"""A draft is sent into a language: begun, stopped, begun again."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import NotFound, Refusal
from tcma.base.words import N_
from tcma.catalogue import actions as catalogue
from tcma.catalogue.queries import Draft
from tcma.catalogue.rules import segments
from tcma.localization.models import TranslationItem, TranslationJob
from tcma.localization.rules import MISSING, ItemState, JobState, legal_keys, state_of
from tcma.localization.rules.states import is_old
from tcma.localization.rules.tongues import checked_target


class NoEngine(Refusal):
    """Nothing here translates."""


def begin(
    session: Session, draft_id: UUID, *, language: str, engine: str, actor_id: UUID | None, now: datetime
) -> TranslationJob:
    """Have the texts that a draft lacks in `language` translated; it gets the language if it has it not yet.

    One that runs already is given back as it is. Refuses where no engine is switched on (`engine` is its name),
    and what is no language. Texts that somebody wrote stay as they are.
    """
    draft = catalogue.locked_draft(session, draft_id)
    tag = checked_target(draft.kit, language)
    if not engine:
        raise NoEngine(
            N_("No translation engine is switched on. Whoever runs this server sets TRANSLATION_ENGINE; "
               "until then, write the words yourself or bring them as PO files.")
        )  # fmt: skip
    draft = catalogue.add_language(session, draft_id, tag, actor_id=actor_id, now=now)
    job = session.scalar(
        select(TranslationJob).where(TranslationJob.draft_id == draft_id, TranslationJob.language == tag)
    )
    if job is not None and job.state is JobState.RUNNING:
        return job
    if job is None:
        job = TranslationJob(id=new_id(), draft_id=draft_id, language=tag)
        session.add(job)
    job.engine, job.state, job.started_at, job.started_by = engine, JobState.RUNNING, now, actor_id
    job.reason, job.detail, job.failures, job.not_before, job.leased_until = "", "", 0, None, None
    session.flush()
    session.execute(delete(TranslationItem).where(TranslationItem.job_id == job.id))
    session.add_all(_items(job, draft))
    session.flush()
    _finish_empty(session, job)
    return job


def _items(job: TranslationJob, draft: Draft) -> Iterator[TranslationItem]:
    legal, own = legal_keys(draft.kit), draft.copy.get(job.language, {})
    for position, (key, source) in enumerate(segments(draft.kit).items()):
        segment = own.get(key)
        if state_of(segment, source) != MISSING and not is_old(segment, source):
            continue
        item = TranslationItem(
            job_id=job.id, key=key, position=position, source=source, state=ItemState.WAITING, text="", reason="",
            detail="", attempts=0, near_source="", near_text="", near_percent=0, later=False,
        )  # fmt: skip
        if key in legal:
            item.state, item.reason = ItemState.PERSON, "legal"
        yield item


def _finish_empty(session: Session, job: TranslationJob) -> None:
    """A job with nothing to wait for is done."""
    waiting = exists().where(TranslationItem.job_id == job.id, TranslationItem.state == ItemState.WAITING)
    session.execute(
        update(TranslationJob)
        .where(TranslationJob.id == job.id, TranslationJob.state == JobState.RUNNING, ~waiting)
        .values(state=JobState.DONE)
    )
    session.refresh(job)


def stop(session: Session, job_id: UUID) -> None:
    """No further text is translated. What is there stays."""
    session.execute(
        update(TranslationJob)
        .where(TranslationJob.id == job_id, TranslationJob.state == JobState.RUNNING)
        .values(state=JobState.STOPPED, leased_until=None)
    )


def try_again(session: Session, job_id: UUID, *, engine: str) -> None:
    """Take up what was refused or left over. Does nothing while it runs."""
    job = session.get(TranslationJob, job_id, with_for_update=True)
    if job is None:
        raise NotFound
    if not engine:
        raise NoEngine(N_("No translation engine is switched on."))
    if job.state is JobState.RUNNING:
        return
    session.execute(
        update(TranslationItem)
        .where(TranslationItem.job_id == job_id, TranslationItem.state == ItemState.REFUSED)
        .values(state=ItemState.WAITING, attempts=0, reason="", detail="")
    )
    session.execute(
        update(TranslationItem)
        .where(TranslationItem.job_id == job_id, TranslationItem.state == ItemState.WAITING)
        .values(attempts=0)
    )
    job.engine, job.state, job.failures, job.reason, job.detail = engine, JobState.RUNNING, 0, "", ""
    job.not_before = job.leased_until = None
    session.flush()
    _finish_empty(session, job)
