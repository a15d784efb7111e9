"""The log is a chain: each row's hash covers the row and the hash before it."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

GENESIS = "0" * 64


def canonical(row: Mapping[str, Any]) -> bytes:
    """One spelling of a row: sorted keys, no spaces, times in UTC, UTF-8."""
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise TypeError(f"no canonical form of {type(value).__name__}")


def link(row: Mapping[str, Any], previous: str) -> str:
    """The hash of a row that follows `previous`."""
    return hashlib.sha256(canonical({**row, "previous_hash": previous})).hexdigest()


def keyed(value: str, key: bytes) -> str:
    """A personal value as the log keeps it: comparable by who has the key, and gone when the key is."""
    return hmac.digest(key, b"deal log\0" + value.strip().casefold().encode(), "sha256").hex()
