"""A cache for functions that give most texts back as they are."""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock

from tcma.audiences.rules.seen import Seen

LATEST = 8_192  # results at hand
MOST = 1_000_000  # texts known by their hash


def mostly_itself(function: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Remember the latest results, and of all texts that came back unchanged some twelve bytes each.

    A file of a million people names fifty thousand firms: as texts they would take 20 MB.
    """
    same, one_at_a_time = Seen(), Lock()

    @lru_cache(maxsize=LATEST)
    @wraps(function)
    def remembered(text: str) -> str | None:
        nonlocal same
        if text in same:
            return text
        found = function(text)
        if found == text:
            with one_at_a_time:
                if len(same) >= MOST:
                    same = Seen()
                same.add(text)
        return found

    return remembered
