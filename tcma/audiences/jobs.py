"""A large file is looked at and stored, batch by batch, beside everything else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from uuid import UUID

from rq import Queue

from tcma.audiences import actions, queries, rules
from tcma.audiences.actions.forgetting import forget_uploads
from tcma.audiences.models import Import, ImportState
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.errors import Gone, Refusal
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.storage import Body, Storage
from tcma.base.tools import use
from tcma.base.turns import alone
from tcma.base.words import N_

SLICE_SECONDS = 20


class _NotYet(Exception):
    """Time was up before the end of the file."""


def carry_on(import_id: str) -> None:
    """Look at a file, or store it, for a slice of time; then it is the turn of the one that has waited longest.

    One file at a time, however many are brought: so a worker is left for the mails that are on their way.
    """
    with alone("contact files") as mine:
        if not mine:
            return  # whoever is at it rings for the next
        with transaction() as session:
            now = clock.now(session)
            found = actions.take_turn(session, import_id=UUID(import_id), now=now)
        more = False
        if found is not None:
            work = _look if found.state is ImportState.LOOKING else _store
            try:
                work(found, use(Storage).open(found.storage_key), now)
            except _NotYet:
                more = True
    if use(Event).is_set():
        return  # this process is to end: the beat rings
    with transaction() as session:
        due = queries.due_imports(session)
    if due and (more or due[0] != import_id):
        use(Queue).enqueue(carry_on, due[0], job_timeout=120, result_ttl=0)


def _in_batches(found: Import, body: Body, now: datetime, act: Callable[..., bool]) -> bool:
    """`act` on each batch that is left, in a transaction each. False where it says that another job was faster.

    Raises _NotYet when time is up, or this process is to end.
    """
    until = monotonic() + SLICE_SECONDS
    for start, batch in actions.numbered(body, found, now=now):
        with transaction() as session:
            if not act(session, import_id=found.id, start=start, batch=batch, now=now):
                return False
        if monotonic() > until or use(Event).is_set():
            raise _NotYet
    return True


def _look(found: Import, body: Body | None, now: datetime) -> None:
    """Count what is not counted yet. A file that can't be read is deleted, and the page says why.

    Like `_store` it steps aside for a job that is faster.
    """
    try:
        if body is None:
            raise Gone(N_("The file is no longer here. Choose it again."))
        actions.check_tries(found)
        known = found if "header" in found.reading else _recognised(found, body)
        if known is None:
            return
        if _in_batches(known, body, now, actions.look_batch):
            with transaction() as session:
                actions.end_looking(session, import_id=found.id)
    except Refusal as refusal:
        with transaction() as session:
            refused = actions.refuse_file(session, import_id=found.id, refusal=refusal)
        if refused:
            use(Storage).delete(found.storage_key)


def _recognised(found: Import, body: Body) -> Import | None:
    """The import with how its file is read; None if that is a question to the person."""
    answers = rules.Answers(**found.reading["said"])
    try:
        reading = rules.recognise(body, answers)
    except rules.Question as question:
        with transaction() as session:
            actions.ask_about(session, import_id=found.id, question=question, answers=answers)
        return None
    expected, examples = rules.rows_about(body, reading.format), actions.examples(body, reading)
    with transaction() as session:
        return actions.recognised(
            session, import_id=found.id, reading=reading, answers=answers, examples=examples, expected=expected
        )


def _store(found: Import, body: Body | None, now: datetime) -> None:
    """Store what is not stored yet, from where the last one ended."""
    if body is None:
        with transaction() as session:
            actions.give_up(session, import_id=found.id, now=now)
        return
    if _in_batches(found, body, now, actions.store_batch):
        with transaction() as session:
            actions.finish_storing(session, import_id=found.id, now=clock.now(session))


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
