"""Running a simulator: as a process of its own, or as a thread beside a test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tcma.trial.ses.app import create_app
from tcma.trial.ses.client import Simulator
from tcma.trial.ses.office import Office
from tcma.trial.ses.options import Options


class _Quiet(WSGIRequestHandler):
    """Requests have a log of their own."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        """After a reset, by a fault or by the caller, there is nothing more to read."""
        self.close_connection = True


class RunningSimulator(Simulator):
    """A simulator in this process: besides its addresses, its inside."""

    def __init__(self, url: str, office: Office) -> None:
        super().__init__(url)
        self.office = office

    def sign(self, record: dict[str, Any], message_id: str | None = None) -> dict[str, str]:
        """Any event record in an envelope signed by this simulator's SNS."""
        return self.office.notifier.sign(record, message_id)

    @property
    def certificate(self) -> bytes:
        """PEM."""
        return self.office.signer.certificate

    @property
    def topic_arn(self) -> str:
        return self.office.options.topic_arn


def server(office: Office) -> BaseWSGIServer:
    """Bound to 127.0.0.1, a thread per connection."""
    return make_server("127.0.0.1", office.options.port, create_app(office), threaded=True, request_handler=_Quiet)


@contextmanager
def running_simulator(data: Path, notify_url: str | None = None, **options: Any) -> Iterator[RunningSimulator]:
    """A simulator on a free port for as long as the block lasts; `options` are the fields of Options."""
    known = {field.name for field in fields(Options)}
    if unknown := options.keys() - known:
        raise TypeError(f"Options has no {', '.join(sorted(unknown))}")
    office = Office(Options(data=data, notify_url=notify_url, **options))
    listening = server(office)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    office.start()
    try:
        yield RunningSimulator(f"http://127.0.0.1:{listening.server_port}", office)
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
        office.close()
