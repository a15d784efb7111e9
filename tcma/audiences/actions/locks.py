"""One lock per address, so that nothing begins between a check and a no."""

from collections.abc import Collection, Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

# Sorted, so that two transactions take the same locks in the same order; the subquery is evaluated before the locks.
_LOCK = """
SELECT CASE WHEN alone THEN CAST(pg_advisory_xact_lock(key) AS text)
            ELSE CAST(pg_advisory_xact_lock_shared(key) AS text) END FROM (
    SELECT hashtextextended(addr, 0) AS key, NOT bool_and(addr = ANY(CAST(:shared AS text[]))) AS alone
    FROM unnest(CAST(:keys AS text[])) AS addr GROUP BY 1 ORDER BY 1
) AS sorted
"""


def lock_addresses(session: Session, keys: Iterable[str], shared: Collection[str] = ()) -> None:
    """Hold the locks of these address keys until the transaction ends: those in `shared` beside others, the rest alone.

    Who sends takes them shared and then looks at the suppressions; who suppresses takes them alone, and so does
    who sends under the frequency cap. Each is a lock in the database's shared table: a few hundred at once.
    """
    session.execute(text(_LOCK), {"keys": sorted(set(keys)), "shared": sorted(shared)})
