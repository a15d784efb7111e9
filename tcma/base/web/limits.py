"""How often one address may do something public. With Redis away nobody is held up: it guards, it does not decide."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, swallow_errors=True, strategy="fixed-window", key_prefix="tcma:limit")


def init_limits(app: Flask, redis_url: str) -> None:
    """Count in Redis, shared by all processes."""
    app.config["RATELIMIT_STORAGE_URI"] = redis_url.replace("unix://", "redis+unix://", 1)
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"socket_timeout": 1, "socket_connect_timeout": 1}
    limiter.init_app(app)
