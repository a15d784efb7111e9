"""A process that has wired the product once, and forks a worker of it whenever it is told to.

A fork costs milliseconds where a Python that imports the product costs seconds. It has one thread, and opens no
connection that a fork would share. It obeys orders that come over a pipe, and ends, with all its workers, with it.
"""

import ctypes
import gc
import math
import os
import signal
import sys
import traceback
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from redis import Redis
from rq import Queue
from sqlalchemy import Engine
from sqlalchemy.orm import sessionmaker

from tcma.adapters.ses import SesMailer, ses_client
from tcma.base.settings import Settings
from tcma.base.tools import provide, use
from tcma.delivery.actions import content
from tcma.delivery.ports import Mailer, Pace
from tcma.trial.servers.leash import PR_SET_PDEATHSIG
from tcma.wiring import engine_of, wire
from tests.delivery.chaos.lines import recorded, slowed_at, strike_at
from tests.delivery.chaos.orders import Order, Record
from tests.delivery.chaos.plays import PLAYS

SLOW = 0.05  # seconds


def main(descriptor: int) -> None:
    orders = Connection(descriptor)
    settings = orders.recv()
    wire(settings)
    alive: set[int] = set()
    while True:
        try:
            order = orders.recv()
        except EOFError:
            break
        if isinstance(order, Order):
            alive.add(pid := _born(order, orders))
            orders.send(pid)
        elif isinstance(order, Record):
            if order.cold:
                _forget()
            orders.send(recorded(partial(PLAYS[order.play], *order.arguments)))
            _let_go()
            gc.collect()
            gc.freeze()  # a fork copies what it touches, and the collector touches everything
        else:
            found, status = os.waitpid(order.pid, os.WUNTRACED | (0 if order.patient else os.WNOHANG))
            if found and not os.WIFSTOPPED(status):
                alive.discard(order.pid)
            orders.send(status if found else None)
    for pid in alive:
        with suppress(ProcessLookupError):  # it ended a moment ago
            os.kill(pid, signal.SIGKILL)


def _let_go() -> None:
    """No connection outlives the play: a fork would share it."""
    use(Engine).dispose()
    for redis in (use(Redis), use(Queue).connection):
        redis.connection_pool.disconnect()
    client: Any = use(Mailer)
    client._client.close()


def _born(order: Order, orders: Connection) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        orders.close()
        gc.disable()
        _change(order.changes)
        if order.cold:
            _forget()
        if order.strike:
            strike_at(order.strike, partial(os.kill, os.getpid(), order.signal))
        if order.slow:
            slowed_at(order.slow, SLOW)
        PLAYS[order.play](*order.arguments)
        status = 0
    except BaseException:  # told in the log; the status says so too
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _forget() -> None:
    """What a process keeps: letters it has read, the rate it was told, whether its last call went well."""
    content._read.clear()
    pace: Any = use(Pace)
    pace._asked, pace._failures = -math.inf, 1


def _change(changes: dict[str, Any]) -> None:
    if changes:
        settings = use(Settings).model_copy(update=changes)
        provide(Settings, settings)
    if "ses_read_timeout" in changes:
        provide(Mailer, SesMailer(ses_client(settings), settings.ses_configuration_set))
    if {"database_url", "transaction_idle_seconds"} & changes.keys():
        provide(Engine, engine := engine_of(settings))
        use(sessionmaker).configure(bind=engine)


if __name__ == "__main__":
    main(int(sys.argv[1]))
