"""Between a sender's look at the suppressions and its commit, nobody can be suppressed unnoticed."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from tcma.audiences import actions, queries
from tcma.base.db import transaction
from tests.audiences.files import NOW
from tests.audiences.people import contact
from tests.cast import actor, alice

KEYS = [f"p{number}@x.example" for number in range(40)]


def suppress(key: str) -> float:
    """Suppress in a transaction of its own. Returns when it was committed."""
    with transaction() as session:
        actions.suppress(session, scope="global", partner_id=None, addr_key=key, reason="bounced", now=NOW)
    return time.monotonic()


@pytest.mark.parametrize("locked", [True, False], ids=["with the lock", "its twin without"])
def test_a_no_waits_for_the_attempt_that_has_begun(
    wired: sessionmaker[Session], database: Engine, locked: bool
) -> None:
    looked, go_on = threading.Event(), threading.Event()

    def begin() -> float:
        with transaction() as session:
            if locked:
                actions.lock_addresses(session, KEYS, shared=KEYS)
            assert queries.suppressed(session, None, KEYS) == {}
            looked.set()
            go_on.wait(5)
            session.connection()
        return time.monotonic()

    with ThreadPoolExecutor(2) as pool:
        attempt = pool.submit(begin)
        looked.wait(5)
        no = pool.submit(suppress, KEYS[0])
        time.sleep(0.3)
        assert no.done() is not locked
        go_on.set()
        assert (no.result() > attempt.result() - 0.05) is locked


def test_senders_do_not_wait_for_each_other(wired: sessionmaker[Session], database: Engine) -> None:
    with transaction() as one, transaction() as other:
        actions.lock_addresses(one, KEYS, shared=KEYS)
        actions.lock_addresses(other, reversed(KEYS), shared=KEYS)


def test_many_in_any_order_never_wait_in_a_circle(wired: sessionmaker[Session], database: Engine) -> None:
    def take(number: int) -> None:
        with transaction() as session:
            actions.lock_addresses(session, KEYS[number:] + KEYS[:number])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(len(KEYS))))


def test_a_no_to_everyone_and_a_merge_at_the_same_moment_miss_nothing(
    wired: sessionmaker[Session], database: Engine
) -> None:
    """The merge is not committed when the no begins: it waits, and finds whom the merge made the same person."""
    with transaction() as session:
        partner_id, who = alice(session).partner_id, actor(alice(session))
        kept, dropped = (contact(session, partner_id, email=email) for email in ("kept@x.example", "old@x.example"))
        ids = {"kept_id": kept.id, "dropped_id": dropped.id}

    def say_no() -> None:
        with transaction() as session:
            actions.suppress(session, scope="global", partner_id=None, addr_key="old@x.example", reason="complained",
                             now=NOW)  # fmt: skip

    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            actions.merge(session, actor=who, wanted={}, now=NOW, **ids)
            no = pool.submit(say_no)
            time.sleep(0.2)
            assert not no.done()
        no.result(10)
    with transaction() as session:
        assert queries.suppressed(session, partner_id, ["kept@x.example"]) == {"kept@x.example": "unavailable"}
