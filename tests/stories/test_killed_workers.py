"""Ten workers killed in mid-send, a pause under load, an emptied Valkey: nobody gets a mail twice, none is lost.

What SES took is counted from the simulator's own log. Delivery alone is driven here, by its own verbs; the way
there through the pages is told in the other stories.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest
from redis import Redis
from sqlalchemy import func, select

from tcma.base import clock
from tcma.delivery import actions
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState
from tcma.trial.supervisor import Programme
from tests.stories.killing import Field, Held

WORKERS = 5
SLOW, FAST = 30, 150  # recipients a second that the account may send; a worker asks for it when it starts
HANG = 4.0  # seconds that SES is silent, so that the time between begin and answer is long
SETTINGS = {
    "BATCH_SIZE": "10",
    "CLAIM_LEASE_SECONDS": "4",
    "SENDING_LEASE_SECONDS": str(HANG - 1),  # the reaper gives up before the answer would come
    "SES_READ_TIMEOUT": str(HANG + 2),
}
# Where SES is silent while the workers are killed, and whether its events get lost.
ALL: list[tuple[str, bool]] = [
    ("hang_after", False), ("hang_before", False), ("hang_after", True), ("hang_before", False),
]  # fmt: skip
ROUNDS = ALL if os.environ.get("TCMA_CHAOS") else ALL[1:3]  # `make chaos` kills twenty


@pytest.fixture(scope="module")
def field() -> Iterator[Field]:
    with Programme(workers=WORKERS, settings=SETTINGS) as programme:
        field = Field(programme)
        field.simulator.quota(max_send_rate=SLOW)  # so that workers wait their turn with a claim in hand
        yield field
        field.close()


def test_killed_workers_send_nothing_twice_and_lose_nothing(field: Field) -> None:
    steps = field.launch(people=400, steps=3, skipped=5)
    kills: list[Held] = []
    for silence, lossy in ROUNDS:
        field.simulator.faults(drop_events=1_000_000 if lossy else 0, hang_seconds=HANG)
        if len(kills) == len(ROUNDS) - 1:
            field.simulator.quota(max_send_rate=FAST)
        kills.append(field.kill_all(partial(in_the_open, field, silence)))
        field.simulator.faults(**{silence: 0})
    field.simulator.clear_faults()
    # How many more than one of each kind a kill catches is the machine's to say: five workers share its cores.
    assert all(held.claimed and held.sending for held in kills), kills

    field.until(lambda: field.finished(steps), why=str(field.counts(steps)))
    field.nobody_twice(steps)
    counts = field.counts(steps)
    assert counts["planned"] == 3 * 405
    assert counts["skipped"] == 15
    assert counts["unconfirmed"] >= 1, "the round whose events were lost"
    assert counts["accepted"] + counts["unconfirmed"] == 3 * 400

    known = unconfirmed(field)
    late, silent = known[::2], known[1::2]
    assert len(late) >= 1
    for _, ses_id in late:
        assert field.simulator.post_event(ses_id, "Delivery") == 200
    field.until(lambda: len(unconfirmed(field)) <= len(silent), why="late events heal")
    assert unconfirmed(field) == silent, "and what nobody tells of stays as it is, and is shown"
    assert field.counts(steps)["accepted"] == counts["accepted"] + len(late)
    field.nobody_twice(steps)


def in_the_open(field: Field, silence: str) -> bool:
    """Two requests are silent at once, and a third worker holds a claim. While they are fewer, the next is silenced."""
    if (silent := len(field.simulator.under_way())) < 2:
        field.simulator.faults(**{silence: 2 - silent})
        return False
    return bool(field.held()[MessageState.CLAIMED])


def unconfirmed(field: Field) -> list[tuple[str, str]]:
    """The messages without an answer that SES did take, each with SES's id, in a fixed order."""
    ids = {(mail["tags"]["step"], mail["to"][0]): mail["message_id"] for mail in field.simulator.mails(bodies=False)}
    with field.looking() as session:
        rows = session.execute(
            select(Message.id, Message.step_id, Message.email)
            .where(Message.state == MessageState.UNCONFIRMED).order_by(Message.id)
        )
        found = [(str(message_id), ids.get((str(step_id), email))) for message_id, step_id, email in rows]
    return [(message_id, ses_id) for message_id, ses_id in found if ses_id is not None]


def test_no_request_reaches_ses_whose_attempt_began_after_a_pause(field: Field) -> None:
    steps = field.launch(people=900)
    field.until(lambda: field.counts(steps)["accepted"] >= 60, why="under load")
    field.simulator.faults(hang_after=2, hang_seconds=1.0)
    field.until(field.simulator.under_way, why="requests are on their way")
    with field.looking() as session:
        assert actions.hold(session, steps, reason="paused", now=clock.now(session)) == 1
        # The step's row is ours: what begins before the commit has begun by now, and all else will see the pause.
        paused_at: datetime = session.scalars(select(func.clock_timestamp())).one()
    field.until(lambda: not field.simulator.under_way(), why="what was in hand is finished")
    field.until(lambda: field.counts(steps)["sending"] == field.counts(steps)["claimed"] == 0, why="given back")

    begun = field.begun(steps)
    assert max(begun.values()) < paused_at
    counts = field.counts(steps)
    assert 0 < counts["accepted"] < 900
    assert counts["accepted"] + counts["queued"] == 900
    attempts = [message["tags"]["attempt"] for message in field.wire().messages(steps)]
    assert len(attempts) == counts["accepted"]
    assert all(begun[attempt] < paused_at for attempt in attempts)

    with field.looking() as session:
        actions.release(session, steps)
    field.until(lambda: field.finished(steps), why=str(field.counts(steps)))
    assert field.counts(steps)["accepted"] == 900
    field.nobody_twice(steps)


def test_emptying_valkey_again_and_again_changes_no_count(field: Field) -> None:
    steps = field.launch(people=300, steps=2)
    with Redis.from_url(field.programme.settings["REDIS_URL"]) as redis:
        for least in (50, 200, 350, 500):
            field.until(lambda least=least: field.counts(steps)["accepted"] >= least, why=f"{least} are out")  # type: ignore[misc]  # mypy does not infer it
            redis.flushall()
    field.until(lambda: field.finished(steps), why=str(field.counts(steps)))
    assert field.counts(steps)["accepted"] == 600
    field.nobody_twice(steps)
