"""The twin over HTTP, in a thread of this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tcma.trial.crm.answering import Twin


@dataclass(frozen=True)
class RunningTwin:
    url: str
    twin: Twin


@contextmanager
def running_twin(twin: Twin | None = None, *, port: int = 0) -> Iterator[RunningTwin]:
    """On 127.0.0.1, until the end of the block."""
    org = twin or Twin()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = org.answer(self.command, self.path, dict(self.headers), body)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = _any

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield RunningTwin(f"http://127.0.0.1:{server.server_port}", org)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
