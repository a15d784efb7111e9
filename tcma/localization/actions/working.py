"""A worker takes a text of a job up, and writes down what became of it. Everything is safe to happen twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select, update
from sqlalchemy.orm import Session

from tcma.catalogue import actions as catalogue
from tcma.catalogue import queries as kits
from tcma.catalogue.rules import Kit, segments, texts
from tcma.localization.actions.machine import Made
from tcma.localization.models import TranslationItem, TranslationJob
from tcma.localization.queries.glossary import glossary
from tcma.localization.queries.memory import near, remembered
from tcma.localization.rules import (
    ENGINE_STOPS,
    MISSING,
    ItemState,
    JobState,
    back_off,
    flags,
    sound,
    state_of,
)
from tcma.localization.rules.outcomes import ITEM_STOPS
from tcma.localization.rules.states import is_old

LEASE = 60.0  # seconds for which a text is one worker's


@dataclass(frozen=True)
class Work:
    """One text in hand. `known` are approved words from the memory, '' where it has none."""

    job_id: UUID
    draft_id: UUID
    key: str
    text: str
    source: str
    target: str
    terms: Sequence[str]
    known: str


def take(session: Session, job_id: UUID, *, engine: str) -> Work | None:
    """The next text that waits; None when there is nothing to do now, or another worker or engine is at it."""
    moment = func.clock_timestamp()
    job = session.scalar(
        update(TranslationJob)
        .where(
            TranslationJob.id == job_id, TranslationJob.state == JobState.RUNNING, TranslationJob.engine == engine,
            or_(TranslationJob.leased_until.is_(None), TranslationJob.leased_until < moment),
            or_(TranslationJob.not_before.is_(None), TranslationJob.not_before <= moment),
        )
        .values(leased_until=moment + func.make_interval(0, 0, 0, 0, 0, 0, LEASE))
        .returning(TranslationJob)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if job is None:
        return None
    for item in session.scalars(_waiting(job_id)):
        if item.attempts < ITEM_STOPS:
            item.attempts += 1
            return _work(session, job, item)
        item.state, item.reason = ItemState.REFUSED, "slow"
    _settle(session, job)
    return None


def _waiting(job_id: UUID) -> Select[TranslationItem]:
    """The texts that wait, in reading order."""
    return (
        select(TranslationItem)
        .where(TranslationItem.job_id == job_id, TranslationItem.state == ItemState.WAITING)
        .order_by(TranslationItem.position)
    )


def _work(session: Session, job: TranslationJob, item: TranslationItem) -> Work:
    kit = kits.draft(session, job.draft_id).kit
    terms = glossary(session)
    known = remembered(session, kit.source_language, job.language, item.source)
    if known and not _fits(kit, item.key, known, job.language, terms):
        known = ""
    if not known and not item.near_text:
        found = near(session, kit.source_language, job.language, item.source)
        if found is not None:
            item.near_source, item.near_text, item.near_percent = found.source, found.text, found.percent
    session.flush()
    return Work(
        job.id, job.draft_id, item.key, item.source, kit.source_language, job.language, tuple(terms), known
    )  # fmt: skip


def _fits(kit: Kit, key: str, said: str, language: str, terms: Sequence[str]) -> bool:
    text = next((one for one in texts(kit) if one.key == key), None)
    return text is not None and sound(flags(kit, text, said, language, terms))


def note(session: Session, work: Work, made: Made, *, remembered: bool = False, now: datetime) -> ItemState | None:
    """Write down what became of a text: in the draft where it is still empty. None if nobody wants it any more."""
    draft = catalogue.locked_draft(session, work.draft_id)
    job = session.get(TranslationJob, work.job_id, with_for_update=True, populate_existing=True)
    item = session.get(TranslationItem, (work.job_id, work.key), populate_existing=True)
    if job is None or job.state is not JobState.RUNNING or item is None or item.state is not ItemState.WAITING:
        return None
    source = segments(draft.kit).get(work.key, "")
    segment = draft.copy.get(work.target, {}).get(work.key)
    job.failures, job.not_before, job.leased_until = 0, None, None
    item.text, item.reason, item.detail = made.text, made.reason, made.detail
    if source != work.text:  # somebody changed the source meanwhile: once more, or not at all
        item.source, item.text, item.attempts = source, "", 0
        item.state = ItemState.WAITING if source else ItemState.PERSON
    elif not made.text:
        item.state = ItemState.REFUSED
    elif is_old(segment, source):
        item.state, item.reason = ItemState.OFFERED, "stale"
    elif state_of(segment, source) != MISSING:
        item.state, item.reason = ItemState.PERSON, "written"
    else:
        item.state = ItemState.MEMORY if remembered else ItemState.MACHINE
        after = catalogue.change_words(
            session, work.draft_id, language=work.target, words={work.key: made.text},
            reviewed=[work.key] if remembered else None, actor_id=job.started_by, now=now,
        )  # fmt: skip
        item.text = after.copy[work.target][work.key].text
    _settle(session, job)
    return item.state


def _settle(session: Session, job: TranslationJob) -> None:
    """Done, once nothing waits."""
    session.flush()
    left = exists().where(TranslationItem.job_id == job.id, TranslationItem.state == ItemState.WAITING)
    if not session.scalar(select(left)):
        job.state, job.leased_until = JobState.DONE, None
        session.flush()


def postpone(session: Session, job_id: UUID, *, reason: str, wait: float = 0, resting: bool = False) -> None:
    """The engine did not answer: later again, and after many failures in a row not at all."""
    job = session.get(TranslationJob, job_id, with_for_update=True, populate_existing=True)
    if job is None or job.state is not JobState.RUNNING:
        return
    if not resting:
        job.failures += 1
    for item in session.scalars(_waiting(job_id).limit(1)):
        item.attempts = max(0, item.attempts - 1)  # it was the engine, not the text
    job.leased_until, job.reason, job.detail = None, "", ""
    if job.failures >= ENGINE_STOPS:
        job.state, job.reason, job.detail = JobState.FAILED, "away", reason
    else:
        seconds = min(3600.0, max(wait, back_off(job.failures)))
        job.not_before = session.scalar(select(func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, seconds)))
    session.flush()


def end(session: Session, job_id: UUID, *, code: str, detail: str) -> None:
    """The engine will translate nothing of this: the job ends, what waits goes on waiting for *Try again*."""
    job = session.get(TranslationJob, job_id, with_for_update=True, populate_existing=True)
    if job is not None and job.state is JobState.RUNNING:
        job.state, job.reason, job.detail, job.leased_until = JobState.FAILED, code, detail, None
        session.flush()
