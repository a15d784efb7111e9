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
