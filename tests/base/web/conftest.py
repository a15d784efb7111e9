"""The style guide, in a process-wide thread for the browser and as a test client."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.base.web.guide import create_guide


@pytest.fixture(scope="session")
def guide_app() -> Flask:
    return create_guide()


@pytest.fixture
def client(guide_app: Flask) -> FlaskClient:
    return guide_app.test_client()


@pytest.fixture(scope="session")
def guide_url(guide_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, guide_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
