"""One lock per address, so that nothing begins between a check and a no."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

# Sorted, so that two transactions take the same locks in the same order; the subquery is evaluated before the locks.
_LOCK = """
SELECT {function}(key) FROM (
    SELECT DISTINCT hashtextextended(addr, 0) AS key FROM unnest(CAST(:keys AS text[])) AS addr ORDER BY key
) AS sorted
"""


def lock_addresses(session: Session, keys: Iterable[str], shared: bool = False) -> None:
    """Hold the locks of these address keys until the transaction ends.

    Who sends takes them shared and then looks at the suppressions; who suppresses takes them alone. Each is a
    lock in the database's shared table: a few hundred at once.
    """
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    session.execute(text(_LOCK.format(function=function)), {"keys": sorted(set(keys))})
