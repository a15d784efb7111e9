"""Whether a part of the programme does its work."""

import http.client
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError


def answers(url: str) -> bool:
    """Whether a GET gets an answer that is no error."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def working(redis_url: str, pid: int) -> bool:
    """Whether the RQ worker of this process has registered itself."""
    with Redis.from_url(redis_url, decode_responses=True) as redis:
        try:
            found = redis.smembers("rq:workers")
            return any(redis.hget(key, "pid") == str(pid) for key in found)
        except RedisError:
            return False
