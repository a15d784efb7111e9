"""One text of a job from beginning to end, for a worker and for the command line alike.

Unlike other actions it opens its own transactions: the engine is called between two of them.
"""

from uuid import UUID

import structlog

from tcma.base import clock
from tcma.base.db import transaction
from tcma.localization.actions.machine import Made, machine_text
from tcma.localization.actions.working import end, note, postpone, take
from tcma.localization.ports import Later, Never, Translator

log = structlog.get_logger(__name__)


def step(job_id: UUID, translator: Translator) -> bool:
    """False when there is nothing to do now: done, stopped, resting, or another worker or engine is at it."""
    with transaction() as session:
        work = take(session, job_id, engine=translator.name)
    if work is None:
        return False
    try:
        if work.known:
            made = Made(work.known)
        else:
            made = machine_text(translator, work.text, source=work.source, target=work.target, terms=work.terms)
    except Later as later:
        log.warning("translation postponed", engine=translator.name, reason=str(later), job=str(job_id))
        with transaction() as session:
            postpone(session, job_id, reason=str(later), wait=later.wait, resting=later.resting)
        return False
    except Never as never:
        log.error("translation ended", engine=translator.name, reason=str(never), job=str(job_id))
        with transaction() as session:
            end(session, job_id, code=never.code, detail=str(never))
        return False
    with transaction() as session:
        note(session, work, made, remembered=bool(work.known), now=clock.now(session))
    return True
