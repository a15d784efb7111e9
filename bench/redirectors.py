"""What `make bench-redirect` compares, for gunicorn: `bench.redirectors:ours()`, `naive()`, `bare()`.

`python -m bench.redirectors` is the worker beside it: it ingests hits until it is killed.
"""

import time

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from tcma.app import application
from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.tracking.jobs import ingest
from tcma.tracking.models import Hit
from tcma.tracking.rules import HitKind
from tcma.tracking.views.places import place_of
from tcma.wiring import wire

ours = application


def naive() -> Flask:
    """Flask with one INSERT a click, written when it is asked for. Addresses are remembered, as ours are."""
    wire(Settings())  # type: ignore[call-arg]  # its fields come from the environment
    app = Flask("naive")

    @app.get("/r/<token>")
    def follow(token: str) -> Response:
        place = place_of(f"/r/{token}")
        if place is None:
            return Response("not here", 404)
        with transaction() as session:
            now = clock.now(session)
            session.add(
                Hit(
                    id=new_id(), link_id=place.link_id, message_id=place.message_id, at=now, received_at=now,
                    method=request.method, ip=request.remote_addr or "", agent=request.user_agent.string or "",
                    kind=HitKind.NEW,
                )
            )  # fmt: skip
        return redirect(place.url)

    return app


def bare() -> Flask:
    """A route of Flask that does nothing at all: what the framework alone costs."""
    app = Flask("bare")

    @app.get("/r/<token>")
    def follow(token: str) -> Response:
        return redirect("https://northgate.example/")

    return app


def main() -> None:
    wire(Settings())  # type: ignore[call-arg]  # its fields come from the environment
    while True:
        ingest()
        time.sleep(0.2)


if __name__ == "__main__":
    main()
