"""The import of a large file, batch by batch, beside everything else."""

from datetime import timedelta
from time import monotonic
from uuid import UUID

from rq import Queue

from tcma.audiences import actions
from tcma.audiences.actions.forgetting import forget_uploads
from tcma.audiences.models import Import, ImportState
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use

SLICE_SECONDS = 20


def store_import(import_id: str) -> None:
    """Store what is not stored yet. Begins where the last one ended, and steps aside for one that is faster."""
    until, found_id = monotonic() + SLICE_SECONDS, UUID(import_id)
    with transaction() as session:
        found, now = session.get_one(Import, found_id), clock.now(session)
    if found.state is not ImportState.STORING:
        return
    body = use(Storage).open(found.storage_key)
    if body is None:
        with transaction() as session:
            actions.give_up(session, import_id=found_id, now=now)
        return
    for start, batch in actions.numbered(body, found, now=now):
        with transaction() as session:
            if not actions.store_batch(session, import_id=found_id, start=start, batch=batch, now=now):
                return
        if monotonic() > until:
            use(Queue).enqueue(store_import, import_id, job_timeout=120, result_ttl=0)
            return
    with transaction() as session:
        actions.finish_storing(session, import_id=found_id, now=clock.now(session))


def finish_merge(merge_id: str) -> None:
    """All have followed: the dropped contact goes. Safe to run twice."""
    with transaction() as session:
        actions.finish_merge(session, UUID(merge_id), now=clock.now(session))


def forget() -> None:
    """Files of contacts go after 30 days, and so do boxes that nobody confirmed."""
    settings = use(Settings)
    files, boxes = timedelta(days=settings.keep_uploads_days), timedelta(days=settings.keep_opt_ins_days)
    forget_in_batches(
        "contact files",
        lambda session, now, size: forget_uploads(session, use(Storage), before=now - files, now=now, limit=size),
        size=100,
    )  # fmt: skip
    forget_in_batches(
        "opt-ins", lambda session, now, size: actions.forget_opt_ins(session, before=now - boxes, limit=size)
    )
