"""Jobs of delivery: an id, and a look in the database. All are safe to run twice, and side by side."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from threading import Event
from uuid import UUID

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery import actions
from tcma.delivery.actions.claim import Claim
from tcma.delivery.actions.receipts import forget_bodies
from tcma.delivery.jobs.account import (
    due_holds,
    due_warm_ups,
    go_on,
    heed,
    in_its_tenant,
    watch_holds,
    watch_warm_ups,
)
from tcma.delivery.jobs.receiving import listen
from tcma.delivery.jobs.suppressing import by_ses, learn_suppressed, tell_suppressed
from tcma.delivery.ports import Answer, Batch, BounceMailbox, Later, Lost, Mailer, Never, Pace
from tcma.delivery.rules import Outcome

__all__ = [
    "any_receipts", "apply_receipts", "by_ses", "check", "confirm_opt_in", "deliver", "deliver_batch", "due_checks",
    "due_holds", "due_warm_ups", "follow_merge", "forget", "go_on", "invite",
    "learn_suppressed", "listen", "read_bounces", "reap", "send_reset", "tell_suppressed", "watch", "watch_holds",
    "watch_warm_ups",
]  # fmt: skip

log = structlog.get_logger(__name__)

_TROUBLE = {Outcome.RETURNED, Outcome.UNKNOWN}
SLICE = 5.0  # seconds a job runs before it makes room for others
TURN = 2.0  # seconds of the pace that a claim may hold, and that a job waits for its own: one worker keeps the pace
RECEIPTS = 500  # to a transaction
PATIENCE = (0.2, 1, 2, 5)  # seconds between tries to write down an answer: it is known only here


def deliver(step_id: str) -> None:
    """Hand over what is due of a step, claim by claim; the beat brings what is left to a next job.

    As soon as a claim was full, others are made beside it: while one waits for the database or for SES, another
    composes. To the database each is a worker of its own.
    """
    end = time.monotonic() + SLICE
    beside: list[Future[None]] = []
    with ThreadPoolExecutor(thread_name_prefix="deliver") as pool:

        def go_on(full: Callable[[], None]) -> None:
            while deliver_batch(UUID(step_id), full) and time.monotonic() < end:
                if use(Event).is_set():
                    return

        def start_others() -> None:
            for _ in range(len(beside), use(Settings).claims_at_once - 1):
                beside.append(pool.submit(copy_context().run, go_on, _nothing))

        go_on(start_others)
    for other in beside:
        other.result()  # raises what broke it


def _nothing() -> None:
    """Others are at work already."""


def deliver_batch(step_id: UUID, full: Callable[[], None] = _nothing) -> bool:
    """Claim, begin, call, record: one claim. False when there is nothing to do now.

    `full` is called when the claim has as many as a claim may have: more of them may be due.
    """
    claim = _claim(step_id)
    if claim is None:
        return False
    if claim.size == use(Settings).claim_size:
        full()
    return _send(step_id, claim)


def _claim(step_id: UUID) -> Claim | None:
    """As many as make a few requests, but no more than go out in one turn: a pause is heard before the next."""
    settings = use(Settings)
    size = max(1, min(settings.claim_size, int(TURN * use(Pace).rate())))
    with transaction() as session:
        return actions.claim(session, step_id=step_id, size=size, lease=settings.claim_lease_seconds)


def _give_back(claim: Claim) -> None:
    with transaction() as session:
        actions.give_back(session, claim.id)


def _send(step_id: UUID, claim: Claim) -> bool:
    """Wait for the claim's turn, begin, call, record. False to leave off for now.

    A worker whose turn comes only after another's leaves off: it would do nothing but wait, and files and answers
    would wait for it.
    """
    settings = use(Settings)
    wait = use(Pace).wait_for(claim.size, longest=TURN)
    if wait is None or use(Event).wait(wait):
        _give_back(claim)
        return False
    deadline = time.monotonic() + settings.call_deadline_seconds
    batch = _begin(step_id, claim.id, settings)
    return batch is None or _call(step_id, claim, batch, deadline, settings.call_size)


def _begin(step_id: UUID, claim_id: UUID, settings: Settings) -> Batch | None:
    try:
        with transaction() as session:
            begun = actions.begin(session, claim_id=claim_id, lease=settings.sending_lease_seconds,
                                  now=clock.now(session))
            batch = actions.batch(session, begun, public_url=settings.public_url) if begun else None
            return in_its_tenant(session, begun, batch, settings) if begun and batch else batch
    except actions.ContentChanged:
        log.error("content changed since approval", step=str(step_id))
        with transaction() as session:
            actions.give_back(session, claim_id)
            actions.hold(session, [step_id], reason="changed", now=clock.now(session))
        return None


def _call(step_id: UUID, claim: Claim, batch: Batch, deadline: float, size: int) -> bool:
    """The requests of a begun claim, outside any transaction, and what they prove. False to leave off for now.

    No request begins after the deadline, after a stop was asked for, or after one of which SES took nothing that we
    know of, or which says that more than its mails must wait: a trouble costs one request, not ten. What was not
    called for is queued again.
    """
    answers: dict[UUID, Answer] = {}
    outcomes: set[Outcome] = set()
    trouble = False
    for request in batch.requests(size):
        if trouble or time.monotonic() > deadline or (answers and use(Event).is_set()):
            break
        found = _answers(request)
        answers.update(zip((entry.attempt_id for entry in request.entries), found, strict=True))
        outcomes = {answer.outcome for answer in found}
        trouble = outcomes <= _TROUBLE or any(answer.hold for answer in found)
    _record(answers)
    if len(answers) < len(batch.entries):
        with transaction() as session:
            actions.abort(session, claim.id)
    unsent = len(batch.entries) - sum(answer.outcome is not Outcome.RETURNED for answer in answers.values())
    if unsent:
        with transaction() as session:
            actions.give_room_back(session, step_id, unsent, now=clock.now(session))
    if answers:
        heed(batch, answers, use(Pace))
    return outcomes != {Outcome.RETURNED}


def _answers(request: Batch) -> list[Answer]:
    """One request, once: what became of each of its entries."""
    try:
        return use(Mailer).send(request)
    except Later as later:
        log.warning("ses says later", reason=str(later), hold=later.hold)
        said = Answer(Outcome.RETURNED, detail=str(later), hold=later.hold)
    except Never as never:
        said = Answer(Outcome.REFUSED, detail=str(never))
    except Lost as lost:
        log.warning("no answer from ses", reason=str(lost), messages=len(request.entries))
        said = Answer(Outcome.UNKNOWN, detail=str(lost))
    return [said] * len(request.entries)


def _record(answers: Mapping[UUID, Answer]) -> None:
    """Write the answers down, over a database that is away for a moment."""
    if not answers:
        return
    for wait in (*PATIENCE, None):
        try:
            with transaction() as session:
                actions.record(session, answers, now=clock.now(session))
            return
        except (OperationalError, InterfaceError) as error:
            if wait is None:
                raise
            log.warning("answers not written down yet", error=str(error.orig))
            time.sleep(wait)


def reap() -> None:
    """Move on what a dead worker left behind."""
    with transaction() as session:
        moved = actions.reap(session, now=clock.now(session))
    if moved["silent"]:
        log.warning("workers were gone", **moved)


def apply_receipts() -> None:
    """Apply what SES has told us, some hundred to a transaction; one that breaks leaves the others alone."""
    with transaction() as session:
        waiting = actions.waiting_receipts(session)
    broken: list[Exception] = []
    for some in (waiting[i : i + RECEIPTS] for i in range(0, len(waiting), RECEIPTS)):
        try:
            _apply(some)
        except Exception as error:  # one of them: apply each alone, so that only the bad one stays
            log.warning("receipts applied one by one", error=repr(error))
            broken += _one_by_one(some)
    if broken:
        raise ExceptionGroup("receipts that could not be applied", broken)


def _apply(receipts: Sequence[UUID]) -> None:
    with transaction() as session:
        actions.apply_receipts(session, receipts, now=clock.now(session))


def _one_by_one(receipts: Sequence[UUID]) -> list[Exception]:
    broken: list[Exception] = []
    for receipt in receipts:
        try:
            _apply([receipt])
        except Exception as error:  # raised together by the caller
            broken.append(error)
    return broken


def any_receipts(session: Session) -> list[str]:
    """For the beat: one job while receipts wait."""
    return [""] if actions.waiting_receipts(session, limit=1) else []


def read_bounces() -> None:
    """Store what mail servers wrote of our mails, then delete it from the mailbox. Safe to run twice."""
    settings, found = use(Settings), Counter[str]()
    if not settings.bounce_mailbox or not settings.bounce_domain:
        return
    try:
        while letters := use(BounceMailbox).read(RECEIPTS):
            with transaction() as session:
                found.update(actions.store_bounce(session, raw, domain=settings.bounce_domain) for _, raw in letters)
            use(BounceMailbox).delete([handle for handle, _ in letters])
            if len(letters) < RECEIPTS or use(Event).is_set():
                break
    except Later as later:
        log.warning("bounces not read", reason=str(later))
    if found:
        log.info("bounces read", told=found.pop("", 0), of_no_use=dict(found))


def forget() -> None:
    """Empty raw events that are older than they may be kept."""
    kept = timedelta(days=use(Settings).keep_raw_events_days)
    forget_in_batches(
        "raw events of SES", lambda session, now, size: forget_bodies(session, before=now - kept, limit=size)
    )


def invite(invitation_id: str) -> None:
    """Send the mail of an invitation. Safe to run twice: one step per invitation."""
    settings = use(Settings)
    with transaction() as session:
        actions.send_invitation(session, UUID(invitation_id), public_url=settings.public_url, now=clock.now(session))


def confirm_opt_in(opt_in_id: str) -> None:
    """Send the link with which a person confirms what they ticked. Safe to run twice: one step per opt-in."""
    with transaction() as session:
        actions.send_opt_in(session, UUID(opt_in_id), public_url=use(Settings).public_url, now=clock.now(session))


def send_reset(reset_id: str) -> None:
    """Send the link for a forgotten password. Safe to run twice."""
    with transaction() as session:
        actions.send_reset(session, UUID(reset_id), public_url=use(Settings).public_url, now=clock.now(session))


def watch(partner_id: str) -> None:
    """Readers of a partner objected: hold it if they are too many. Safe to run twice."""
    with transaction() as session:
        actions.watch(session, UUID(partner_id), now=clock.now(session))


def check(_asked: str = "") -> None:
    """Look at the nine invariants and keep what was found; what is broken is an error in the log."""
    with transaction() as session:
        actions.check(session, now=clock.now(session))


def due_checks(session: Session) -> list[str]:
    """For the beat: once a night, where the programme is."""
    return [""] if actions.check_is_due(session, now=clock.now(session)) else []


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: their mails follow. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            actions.follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id, now=clock.now(session))
