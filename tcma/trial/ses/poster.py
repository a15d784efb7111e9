"""One thread's connection to the address SNS posts to."""

import http.client
from urllib.parse import urlsplit

TIMEOUT = 15  # seconds, as SNS waits for an answer


class Poster:
    """Keeps a connection open between posts; a stale one is opened anew once."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or 80
        self._path = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
        self._connection: http.client.HTTPConnection | None = None

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of the answer; OSError or HTTPException if there is none."""
        reused = self._connection is not None
        try:
            return self._once(body, headers)
        except (OSError, http.client.HTTPException):
            if not reused:
                raise
            return self._once(body, headers)

    def _once(self, body: bytes, headers: dict[str, str]) -> int:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT)
        try:
            self._connection.request("POST", self._path, body, headers)
            answer = self._connection.getresponse()
            answer.read()
        except BaseException:
            self.close()
            raise
        if answer.will_close:
            self.close()
        return answer.status

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
