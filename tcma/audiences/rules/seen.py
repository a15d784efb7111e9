"""Which people of a file were met before: eight bytes each, whatever their addresses' length."""

from array import array


class Seen:
    """A set of texts that keeps their hashes only: open addressing in one flat array.

    Two texts of a million share one of 2**63 hashes by a chance of one in twenty million; the hashes are salted by
    the process, so nobody can bring a file in which they do.
    """

    __slots__ = ("_count", "_mask", "_slots")

    def __init__(self) -> None:
        self._count, self._mask = 0, (1 << 10) - 1
        self._slots = array("q", bytes(8 << 10))

    def __len__(self) -> int:
        return self._count

    def __contains__(self, text: str) -> bool:
        mark, mask, slots = hash(text) or 1, self._mask, self._slots
        at = mark & mask
        while found := slots[at]:
            if found == mark:
                return True
            at = (at + 1) & mask
        return False

    def add(self, text: str) -> bool:
        """Whether it is new."""
        mark, mask, slots = hash(text) or 1, self._mask, self._slots
        at = mark & mask
        while found := slots[at]:
            if found == mark:
                return False
            at = (at + 1) & mask
        slots[at] = mark
        self._count += 1
        if self._count * 3 > mask * 2:
            self._grow()
        return True

    def _grow(self) -> None:
        old, mask = self._slots, self._mask * 2 + 1
        slots = array("q", bytes(8 * (mask + 1)))
        for mark in old:
            if mark:
                at = mark & mask
                while slots[at]:
                    at = (at + 1) & mask
                slots[at] = mark
        self._slots, self._mask = slots, mask
