"""Which people of a file were met before: some twelve bytes each, whatever their addresses' length."""

from array import array

_PARTS = 64  # each grows on its own, so that making room for more never doubles the whole


class Seen:
    """A set of texts that keeps their hashes only: open addressing in flat arrays.

    Two texts of a million share one of 2**63 hashes by a chance of one in twenty million; the hashes are salted by
    the process, so nobody can bring a file in which they do.
    """

    __slots__ = ("_count", "_counts", "_parts")

    def __init__(self) -> None:
        self._count, self._counts = 0, [0] * _PARTS
        self._parts = [array("q", bytes(8 * 16)) for _ in range(_PARTS)]

    def __len__(self) -> int:
        return self._count

    def __contains__(self, text: str) -> bool:
        mark = hash(text) or 1
        slots = self._parts[mark % _PARTS]
        return slots[_place(slots, mark)] == mark

    def add(self, text: str) -> bool:
        """Whether it is new."""
        mark = hash(text) or 1
        part = mark % _PARTS
        slots = self._parts[part]
        at = _place(slots, mark)
        if slots[at] == mark:
            return False
        slots[at] = mark
        self._count += 1
        self._counts[part] += 1
        if self._counts[part] * 4 > len(slots) * 3:
            self._parts[part] = _larger(slots)
        return True


def _place(slots: "array[int]", mark: int) -> int:
    """Where a hash stands, or the empty place where it would."""
    size = len(slots)
    at = mark // _PARTS % size
    while (found := slots[at]) and found != mark:
        at = at + 1 if at + 1 < size else 0
    return at


def _larger(slots: "array[int]") -> "array[int]":
    """The same hashes with half as much room again."""
    more = array("q", bytes(8 * (len(slots) * 3 // 2)))
    for mark in slots:
        if mark:
            more[_place(more, mark)] = mark
    return more
