"""The Flask application around an Office: API, control routes, mailbox."""

import os
import secrets
import socket
import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from tcma.base import words
from tcma.base.settings import ROOT
from tcma.base.web import speak_per_request
from tcma.trial.ses import control, desk, mailbox
from tcma.trial.ses.api import routes, sqs
from tcma.trial.ses.faults import ConnectionAborted
from tcma.trial.ses.letters import decoded
from tcma.trial.ses.office import Office

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOCAL = ("127.0.0.1", "localhost")
STYLE = Path(__file__).with_name("mailbox.css")
_RESET = "tcma.reset"


def create_app(office: Office) -> Flask:
    app = Flask("tcma.trial.ses", template_folder=str(ROOT / "templates"), static_folder=None)
    app.extensions["office"] = office
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.register_blueprint(routes.bp)
    app.register_blueprint(sqs.bp)
    app.register_blueprint(control.bp)
    app.register_blueprint(mailbox.bp)
    app.register_blueprint(desk.bp)
    speak_per_request(app, _wanted_language)
    app.before_request(_guard)
    app.after_request(_headers)
    app.register_error_handler(ConnectionAborted, _reset)
    app.register_error_handler(HTTPException, _problem)
    app.jinja_env.globals.update(_=words.gettext, ngettext=words.ngettext, style=STYLE.read_text())
    app.jinja_env.filters.update(moment=_moment, number=words.format_number, decoded=decoded)
    app.context_processor(lambda: {
        "lang": words.language(), "dir": words.direction(), "nonce": g.nonce, "product_url": office.options.product_url,
    })
    app.wsgi_app = _Resetting(app.wsgi_app)  # type: ignore[method-assign]  # as documented
    return app


def _wanted_language() -> str:
    return request.accept_languages.best_match(words.LANGUAGES) or words.SOURCE


def _guard() -> None:
    """Only this machine's own pages and programs: no other site may drive the simulator through a browser."""
    g.nonce = secrets.token_urlsafe(16)
    if request.host.rpartition(":")[0] not in LOCAL:
        abort(421, "The simulator answers on 127.0.0.1 only.")
    origin = request.headers.get("Origin")
    if request.method not in ("GET", "HEAD") and origin and urlsplit(origin).netloc != request.host:
        abort(403, "Another site may not post here.")


def _headers(response: Response) -> Response:
    response.headers.setdefault(
        "Content-Security-Policy",
        f"default-src 'none'; style-src 'nonce-{g.nonce}'; img-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _problem(problem: HTTPException) -> tuple[Response | str, int]:
    """JSON for programs, a page for people."""
    code = problem.code or 500
    if request.path.startswith(("/_sim/", "/v2/")):
        return jsonify(message=problem.description), code
    return render_template("trial/mailbox_missing.html", code=code), code


def _reset(_: ConnectionAborted) -> Response:
    request.environ[_RESET] = True
    return Response(status=500)


def _moment(epoch: float) -> str:
    """2026-05-12 10:00:03 UTC"""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


class _Resetting:
    """Closes the connection with a TCP reset where a fault asks for it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        held: list[tuple[Any, ...]] = []

        def hold(*args: Any) -> Any:
            held.append(args)
            return lambda data: None

        answer: Iterable[bytes] = self._inner(environ, hold)
        if environ.get(_RESET):
            connection: socket.socket = environ["werkzeug.socket"]
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(connection.detach())
            raise ConnectionResetError
        start_response(*held[-1])
        return answer
