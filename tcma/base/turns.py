"""One at a time over all processes: for work that would keep every worker busy."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select

from tcma.base.tools import use


@contextmanager
def alone(work: str) -> Iterator[bool]:
    """Whether nobody else is at this work; nobody else is until the block ends, or this process does.

    A lock of the database's on a connection of its own, and outside any transaction.
    """
    with use(Engine).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = func.hashtextextended(work, 0)
        mine = bool(connection.scalar(select(func.pg_try_advisory_lock(key))))
        try:
            yield mine
        finally:
            if mine:
                connection.execute(select(func.pg_advisory_unlock(key)))
