"""One lock per address, so that nothing begins between a check and a no."""

from collections.abc import Collection, Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

# Sorted, so that two transactions take the same locks in the same order; the subquery is evaluated before the locks.
# Keys come as one text, as thousands of elements take long to send. None holds a line break.
_LOCK = """
SELECT CASE WHEN alone THEN CAST(pg_advisory_xact_lock(key) AS text)
            ELSE CAST(pg_advisory_xact_lock_shared(key) AS text) END FROM (
    SELECT hashtextextended(addr, 0) AS key, bool_or(alone) AS alone FROM (
        SELECT unnest(string_to_array(:alone, chr(10))) AS addr, true AS alone
        UNION ALL SELECT unnest(string_to_array(:shared, chr(10))), false
    ) AS wanted GROUP BY 1 ORDER BY 1
) AS sorted
"""


def lock_addresses(session: Session, keys: Iterable[str], shared: Collection[str] = ()) -> None:
    """Hold the locks of these address keys until the transaction ends: those in `shared` beside others, the rest alone.

    Who sends takes them shared and then looks at the suppressions; who suppresses takes them alone, and so does
    who sends under the frequency cap. Each is a lock in the database's shared table: a few hundred at once.
    """
    alone = set(keys).difference(shared)
    session.execute(text(_LOCK), {"alone": "\n".join(alone), "shared": "\n".join(shared)})
