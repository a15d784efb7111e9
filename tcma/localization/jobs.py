"""Jobs of localization: safe to run twice, and side by side."""

import time
from threading import Event
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tcma.base.tools import use
from tcma.localization.actions import step
from tcma.localization.models import TranslationJob
from tcma.localization.ports import Translator
from tcma.localization.rules import JobState

SLICE = 15.0  # seconds a job runs before it makes room for others; one call of an engine may still follow


def translate(job_id: str) -> None:
    """Translate what waits, text by text; the beat brings what is left to a next job."""
    end, translator = time.monotonic() + SLICE, use(Translator)
    while step(UUID(job_id), translator) and time.monotonic() < end:
        if use(Event).is_set():
            return


def due_translations(session: Session) -> list[str]:
    """For the beat: jobs of this process's engine that run, that no worker has in hand, and that may go on."""
    moment, engine = func.clock_timestamp(), str(use(Translator).name)
    due = select(TranslationJob.id).where(
        TranslationJob.state == JobState.RUNNING,
        TranslationJob.engine == engine,
        or_(TranslationJob.leased_until.is_(None), TranslationJob.leased_until < moment),
        or_(TranslationJob.not_before.is_(None), TranslationJob.not_before <= moment),
    )
    return [str(found) for found in session.scalars(due)]
