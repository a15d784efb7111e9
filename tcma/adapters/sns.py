"""Signing certificates of SNS, and the confirmation of our own subscription."""

import time
from collections import deque
from urllib.parse import urlsplit, urlunsplit

import urllib3
from urllib3.exceptions import HTTPError

from tcma.delivery.ports import Later

_LARGEST = 64 * 1024
# Whoever posts to us, and knows the topic, names the certificate: one that is not there is not asked for again soon.
_REFUSED_FOR = 300.0  # seconds


class SnsCertificates:
    """Fetched over https from the address that was checked to be SNS's, and kept."""

    new_a_minute = 60  # names asked for; SNS has a new one about once a year

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=10), retries=False)
        self._known: dict[str, bytes] = {}
        self._refused: dict[str, float] = {}  # address -> until when, monotonic
        self._asked: deque[float] = deque(maxlen=self.new_a_minute)

    def _address(self, url: str) -> str:
        return url

    def fetch(self, url: str) -> bytes:
        if url not in self._known:
            self._may_ask(url)
            try:
                found = self._get(url)
            except Later:
                self._refused[url] = time.monotonic() + _REFUSED_FOR
                raise
            if len(self._known) > 100:
                self._known.clear()
            self._known[url] = found
        return self._known[url]

    def _may_ask(self, url: str) -> None:
        """Raises Later where it was just asked for in vain, or too much was asked for in a minute."""
        now = time.monotonic()
        if len(self._refused) > 1_000:
            self._refused.clear()
        if self._refused.get(url, 0) > now:
            raise Later("no certificate: it was not there just now")
        if len(self._asked) == self.new_a_minute and now - self._asked[0] < 60:
            raise Later("no certificate: too many new names in a minute")
        self._asked.append(now)

    def confirm(self, url: str) -> None:
        self._get(url)

    def _get(self, url: str) -> bytes:
        try:
            answer = self._pool.request("GET", self._address(url), preload_content=False, redirect=False)
            body = answer.read(_LARGEST)
            answer.release_conn()
        except HTTPError as error:
            raise Later(f"no certificate: {error}") from error
        if answer.status != 200:
            raise Later(f"no certificate: {answer.status}")
        return body


class SimulatedCertificates(SnsCertificates):
    """The twin for trial and tests: SNS's address, answered by the simulator. Every check stays on."""

    new_a_minute = 10_000  # each simulator has a certificate of its own

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = urlsplit(base)

    def _address(self, url: str) -> str:
        return urlunsplit((self._base.scheme, self._base.netloc, "/_sim/sns/cert.pem", "", ""))
