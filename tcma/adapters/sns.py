"""Signing certificates of SNS, and the confirmation of our own subscription."""

from urllib.parse import urlsplit, urlunsplit

import urllib3
from urllib3.exceptions import HTTPError

from tcma.delivery.ports import Later

_LARGEST = 64 * 1024


class SnsCertificates:
    """Fetched over https from the address that was checked to be SNS's, and kept."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=10), retries=False)
        self._known: dict[str, bytes] = {}

    def _address(self, url: str) -> str:
        return url

    def fetch(self, url: str) -> bytes:
        if url not in self._known:
            if len(self._known) > 100:
                self._known.clear()
            self._known[url] = self._get(url)
        return self._known[url]

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

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = urlsplit(base)

    def _address(self, url: str) -> str:
        return urlunsplit((self._base.scheme, self._base.netloc, "/_sim/sns/cert.pem", "", ""))
