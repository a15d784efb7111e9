"""Where files people bring are kept: a port with three verbs."""

from typing import Protocol


class Storage(Protocol):
    """Bytes under a key such as `logo/0190....png`; keys are made by us, never by the uploader."""

    def put(self, key: str, body: bytes) -> None:
        """Keep `body` under `key`; the same key again replaces it."""

    def get(self, key: str) -> bytes | None:
        """The bytes, or None."""

    def delete(self, key: str) -> None:
        """Forget the key; forgetting twice is fine."""
