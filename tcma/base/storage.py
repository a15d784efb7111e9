"""Where files people bring are kept: a port with four verbs."""

from typing import BinaryIO, Protocol


class Body(Protocol):
    """The bytes of a file, in memory or where they are kept: measured and sliced, so that none is held whole.

    `bytes` is one.
    """

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


class Storage(Protocol):
    """Bytes under a key such as `logo/0190....png`; keys are made by us, never by the uploader."""

    def put(self, key: str, body: bytes | BinaryIO) -> None:
        """Keep `body`, or what a stream still holds, under `key`; the same key again replaces it."""

    def get(self, key: str) -> bytes | None:
        """The bytes, or None."""

    def open(self, key: str) -> Body | None:
        """The bytes to be read piece by piece, or None; readable even if the key is forgotten meanwhile."""

    def delete(self, key: str) -> None:
        """Forget the key; forgetting twice is fine."""
