"""Signatures by the Standard Webhooks: HMAC-SHA256 over id, time and body, so that nobody replays or changes one."""

import base64
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

_PREFIX = "whsec_"


def new_secret() -> str:
    """256 bits of chance."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(secret: str, message_id: UUID, at: datetime, body: bytes) -> Mapping[str, str]:
    """The headers of one try: the id stays the same from try to try, the time is this try's."""
    named, stamp = f"msg_{message_id.hex}", str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.digest(key, b".".join((named.encode(), stamp.encode(), body)), "sha256")
    return {
        "webhook-id": named, "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }  # fmt: skip
