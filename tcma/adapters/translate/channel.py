"""What deep-translator talks through, in the place of `requests`: with time-outs, limits and our two errors.

The library calls `requests.post(url, params=...)` and `requests.get(url, params=...)` without a time-out, and puts
texts and keys into the address. Here parameters of a POST go into the body, one deadline holds for the whole
answer, and nothing of what was sent is in an error.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from tcma.localization.ports import Later, Never

ANSWER_MAX = 1024 * 1024  # bytes
CONNECT = 3.05  # seconds
_NOT_FOUND = (404, 405, 410)


@dataclass
class Channel:
    """One engine's way to its server. Sessions are kept per thread: they are not made for sharing.

    `json` says that answers must be JSON; the address may be given, for a server of one's own.
    """

    seconds: float
    json: bool = True
    address: str | None = None
    _local: threading.local = field(default_factory=threading.local)

    def ask(self, method: str, url: str, params: Mapping[str, Any]) -> requests.Response:
        """The whole answer, read. Raises Later or Never for every other ending."""
        where: dict[str, Any] = {"data": params} if method == "POST" else {"params": params}
        end = time.monotonic() + self.seconds
        try:
            response = self._session.request(
                method, url, timeout=(min(CONNECT, self.seconds), self.seconds), stream=True,
                allow_redirects=False, **where,
            )  # fmt: skip
            with response:
                response._content = _read(response, end)
        except (requests.Timeout, ReadTimeoutError):
            raise Later(f"no answer within {self.seconds:g} s") from None
        except (requests.RequestException, HTTPError, OSError) as error:  # its words hold the address
            raise Later(f"not reached: {type(error).__name__}") from None
        _judge(response, needs_json=self.json)
        if "charset" not in response.headers.get("Content-Type", ""):
            response.encoding = "utf-8"  # `requests` would take a page without one for Latin 1
        return response

    @property
    def _session(self) -> requests.Session:
        found = getattr(self._local, "session", None)
        if not isinstance(found, requests.Session):
            found = self._local.session = requests.Session()
        return found


def _read(response: requests.Response, end: float) -> bytes:
    """The body; an endless one, and one that comes drop by drop, ends here."""
    body = bytearray()
    # One read of the socket at a time: `iter_content` waits until a piece is full.
    while chunk := response.raw.read1(16 * 1024, decode_content=True):
        body += chunk
        if len(body) > ANSWER_MAX:
            raise Never("an answer of more than 1 MB")
        if time.monotonic() > end:
            raise Later("an answer without an end")
    return bytes(body)


def _judge(response: requests.Response, *, needs_json: bool) -> None:
    status = response.status_code
    told = _error_of(response).lower()
    if status == 429:
        raise Later("too many requests", wait=_seconds(response.headers.get("Retry-After", "")) or 60)
    if status in (401, 402, 403) or (status == 400 and "api key" in told):
        raise Never(f"HTTP {status}", code="key")
    if status == 400 and ("not supported" in told or "invalid language" in told):
        raise Never("HTTP 400", code="language")
    if status == 413 or status == 414:
        raise Never(f"HTTP {status}: too long")
    if status in _NOT_FOUND:
        raise Later(f"HTTP {status}: is TRANSLATION_URL right?")
    if not 200 <= status < 300:
        if 400 <= status < 500:
            raise Never(f"HTTP {status}")
        raise Later(f"HTTP {status}")
    if needs_json and _json_of(response) is None:
        raise Later("a web page in the place of an answer")


def _json_of(response: requests.Response) -> Any:
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def _error_of(response: requests.Response) -> str:
    found = _json_of(response) if response.status_code >= 400 else None
    return str(found.get("error", "")) if isinstance(found, dict) else ""


def _seconds(text: str) -> float:
    return min(3600.0, float(text)) if text.isdigit() else 0.0


_now: ContextVar[Channel] = ContextVar("channel")


@contextmanager
def through(channel: Channel) -> Iterator[None]:
    """Inside the block, deep-translator talks through `channel`, in this thread alone."""
    token = _now.set(channel)
    try:
        yield
    finally:
        _now.reset(token)


class Requests:
    """Stands where deep-translator's modules have `requests`."""

    def post(self, url: str, params: Mapping[str, Any] | None = None, **_more: Any) -> requests.Response:
        return _now.get().ask("POST", url, params or {})

    def get(self, url: str, params: Mapping[str, Any] | None = None, **_more: Any) -> requests.Response:
        return _now.get().ask("GET", url, params or {})
