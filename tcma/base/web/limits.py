"""How often one address may do something public. With Redis away nobody is held up: it guards, it does not decide."""

import hashlib

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse
from redis.exceptions import RedisError

limiter = Limiter(get_remote_address, swallow_errors=True, strategy="fixed-window", key_prefix="tcma:limit")


def by_key() -> str:
    """A program is counted by its key, wherever it calls from."""
    return hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()


def init_limits(app: Flask, redis_url: str) -> None:
    """Count in Redis, shared by all processes."""
    app.config["RATELIMIT_STORAGE_URI"] = redis_url.replace("unix://", "redis+unix://", 1)
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"socket_timeout": 1, "socket_connect_timeout": 1}
    limiter.init_app(app)


def too_often(limit: str, *who: str) -> bool:
    """Count one more of `who`, and say whether that is more than `limit` ("20/hour") allows.

    For a view that does something else with what is too much than refuse it.
    """
    try:
        return not limiter.limiter.hit(parse(limit), *who)
    except (RedisError, OSError):
        return False
