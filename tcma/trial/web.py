"""The web application on trial: the product, and the few pages that only a trial has."""

from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup

from tcma.app import create_app as create_product
from tcma.base.settings import Settings
from tcma.tracking.views.ticking import ticking
from tcma.trial import pages
from tcma.trial.crm import showing
from tcma.wiring import wire


def create_app() -> Flask:
    """For gunicorn: `tcma.trial.web:create_app()`."""
    settings = Settings()  # type: ignore[call-arg]  # its fields come from the environment
    if urlsplit(settings.public_url).hostname not in ("127.0.0.1", "localhost") or not settings.ses_endpoint_url:
        raise SystemExit("The trial lets anyone be anyone: it runs on this machine alone, and mails its simulator.")
    wire(settings)
    ticking.jumps = True
    return dress(create_product())


def dress(app: Flask) -> Flask:
    """Add the personas, the clock and the bar that leads to them."""
    app.register_blueprint(pages.bp)
    app.register_blueprint(showing.bp)
    app.extensions["csrf"].exempt(showing.answer)  # a program asks, with a token of its own
    app.config["START"] = "trial.index"
    app.context_processor(lambda: {"footing": lambda: Markup(pages.bar())})
    return app
