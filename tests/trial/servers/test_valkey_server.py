"""The embedded Valkey."""

import os
import signal
import stat
from pathlib import Path

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from tcma.trial.servers import Valkey, valkey
from tcma.trial.servers.nobody import forget


def test_what_was_queued_survives_a_kill(server_dir: Path) -> None:
    with valkey(server_dir / "kill") as server:
        with Redis.from_url(server.url) as redis:
            redis.set("kept", "yes")
            redis.execute_command("WAITAOF", 1, 0, 3000)
        assert server.child is not None
        os.kill(server.child.pid, signal.SIGKILL)
        server.child.process.wait()
    with valkey(server_dir / "kill") as server, Redis.from_url(server.url) as redis:
        assert redis.get("kept") == b"yes"


def test_rq_works_over_its_socket(valkey_server: Valkey) -> None:
    with Redis.from_url(valkey_server.url) as redis:
        queue = Queue("sums", connection=redis, serializer=JSONSerializer)
        job = queue.enqueue(sum, [1, 2, 3])
        SimpleWorker([queue], connection=redis, serializer=JSONSerializer).work(burst=True, logging_level="ERROR")
        assert job.return_value() == 6


def test_nobody_else_may_open_its_socket(valkey_server: Valkey) -> None:
    socket = valkey_server.url.removeprefix("unix://").split("?")[0]
    assert stat.S_IMODE(Path(socket).stat().st_mode) == 0o700
    assert stat.S_IMODE(valkey_server.data_dir.stat().st_mode) == 0o700


def test_it_runs_where_the_path_is_too_long_for_a_socket(server_dir: Path) -> None:
    deep = server_dir / ("long-" * 20)
    with valkey(deep) as server, Redis.from_url(server.url) as redis:
        assert redis.ping()
    forget(deep)
