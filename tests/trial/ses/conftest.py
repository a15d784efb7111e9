"""A simulator per test, boto3 towards it as the product uses it, and a receiver of its SNS posts."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.model import OperationModel, Shape

from tcma.trial.ses import RunningSimulator, running_simulator

SENDER = "Brightwave IT <news@northgate.example>"
Json = dict[str, Any]


def _foreign(shape: Shape | None, value: Any, path: str) -> list[str]:
    """Members and enum values of an answer that the model doesn't have, found independently of shapes.py."""
    if shape is None:
        return [] if value in ({}, None) else [path]
    if shape.type_name == "structure":
        members: dict[str, Shape] = shape.members  # type: ignore[attr-defined]  # botocore has no types for it
        missing = [f"{path}.{name} missing" for name in shape.metadata.get("required", []) if name not in value]
        return missing + [
            wrong
            for key, part in value.items()
            for wrong in (_foreign(members[key], part, f"{path}.{key}") if key in members else [f"{path}.{key}"])
        ]
    if shape.type_name == "list":
        member: Shape = shape.member  # type: ignore[attr-defined]  # botocore has no types for it
        return [wrong for part in value for wrong in _foreign(member, part, f"{path}[]")]
    allowed = shape.metadata.get("enum")
    return [f"{path}={value}"] if allowed and value not in allowed else []


def _check_answer(*, http_response: Any, model: OperationModel, **_: Any) -> None:
    """Holds every answer that any test gets to the service model: keys, enums, errors with their status."""
    body = json.loads(http_response.content or b"{}")
    if http_response.status_code < 300:
        assert _foreign(model.output_shape, body, model.name) == []
        return
    code = http_response.headers["x-amzn-ErrorType"]
    shapes = {shape.name: shape for shape in model.error_shapes}
    if code in shapes:
        assert shapes[code].metadata["error"]["httpStatusCode"] == http_response.status_code
        assert set(body) == {"message"}
    else:
        assert code in {"InternalFailure", "ServiceUnavailable", "MissingAuthenticationTokenException"}


def client_of(url: str, **config: Any) -> Any:
    """SES v2 by boto3, with one attempt, and every answer checked."""
    client = boto3.client(
        "sesv2", endpoint_url=url, region_name="eu-central-1", aws_access_key_id="test",
        aws_secret_access_key="test", config=Config(retries={"total_max_attempts": 1}, **config),
    )
    client.meta.events.register("after-call.sesv2", _check_answer)
    return client


class Inbox:
    """What SNS posted. `answers` are the statuses to give first; after them 200."""

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], Json]] = []
        self.forms: list[tuple[str, bytes]] = []
        self.answers: list[int] = []
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers["Content-Type"] == "application/x-www-form-urlencoded":
                    inbox.forms.append((self.path, body))
                else:
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    inbox.posts.append((headers, json.loads(body)))
                self.send_response(inbox.answers.pop(0) if inbox.answers else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/receipts/sns"

    @property
    def events(self) -> list[Json]:
        """The event records, in the order they came."""
        return [json.loads(envelope["Message"]) for _, envelope in self.posts]

    def kinds(self) -> list[str]:
        return [event["eventType"] for event in self.events]

    def of(self, kind: str) -> Json:
        """The only event of a kind."""
        event, = [event for event in self.events if event["eventType"] == kind]
        return event

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    found = Inbox()
    yield found
    found.close()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an SNS key and certificate, since making them takes longer than most tests."""
    folder = tmp_path_factory.mktemp("keys")
    with running_simulator(folder):
        return folder


@pytest.fixture
def start(tmp_path: Path, keys: Path) -> Iterator[Callable[..., RunningSimulator]]:
    """Starts a simulator with the options given."""
    with ExitStack() as stack:

        def starting(**options: Any) -> RunningSimulator:
            options.setdefault("delivery_latency", 0.01)
            options.setdefault("complaint_latency", 0.02)
            data = tmp_path / "ses"
            data.mkdir()
            for name in ("sns-key.pem", "sns-cert.pem"):
                shutil.copy(keys / name, data)
            return stack.enter_context(running_simulator(data, **options))

        yield starting


@pytest.fixture
def sim(start: Callable[..., RunningSimulator], inbox: Inbox) -> RunningSimulator:
    return start(notify_url=inbox.url)


@pytest.fixture
def client(sim: RunningSimulator) -> Any:
    return client_of(sim.url)


def simple(to: str = "reader@example.com", **more: Any) -> Json:
    """Arguments of SendEmail for a simple mail."""
    return {
        "FromEmailAddress": SENDER,
        "Destination": {"ToAddresses": [to]},
        "Content": {"Simple": {
            "Subject": {"Data": "Lunch on Tuesday"},
            "Body": {"Text": {"Data": "Come at noon."}, "Html": {"Data": "<p>Come at <b>noon</b>.</p>"}},
        }},
        **more,
    }


def entry(to: str = "reader@example.com", data: Json | None = None, **more: Any) -> Json:
    """One entry of a bulk call; `data` as template data."""
    return {
        "Destination": {"ToAddresses": [to]},
        "ReplacementEmailContent": {"ReplacementTemplate": {
            "ReplacementTemplateData": json.dumps({"first_name": "Ruth"} if data is None else data),
        }},
        **more,
    }


def bulk(*entries: Json, template: Json | None = None, **more: Any) -> Json:
    """Arguments of SendBulkEmail with an inline template that wants `first_name`."""
    content = {"Subject": "Hello {{first_name}}", "Text": "Dear {{ first_name }}", "Html": "<p>Dear {{first_name}}</p>"}
    return {
        "FromEmailAddress": SENDER,
        "DefaultContent": {"Template": {"TemplateContent": content, "TemplateData": "{}", **(template or {})}},
        "BulkEmailEntries": list(entries) or [entry()],
        **more,
    }
