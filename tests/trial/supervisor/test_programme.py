"""The whole programme: up, killed in parts and as a whole, stopped, and up again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from redis import Redis

from tcma.base.settings import ROOT
from tcma.trial.supervisor import Programme
from tcma.trial.supervisor.answers import answers
from tcma.trial.supervisor.folder import read_state
from tests.trial.processes import none_left

PARTS = {"postgres", "valkey", "simulator", "web", "worker-1", "worker-2"}


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    mark = f"TCMA_TEST_MARK={uuid4().hex}"
    monkeypatch.setenv(*mark.split("="))
    return mark


def eventually(holds: Callable[[], bool], seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return held


def dsn(programme: Programme) -> str:
    return programme.settings["DATABASE_URL"].replace("+psycopg", "")


@pytest.fixture
def durable(server_dir: Path) -> Iterator[Programme]:
    programme = Programme(server_dir / "var", durable=True)
    yield programme
    programme.stop()


def test_a_programme_survives_the_death_of_each_part_and_leaves_nothing_when_it_is_killed(
    durable: Programme, server_dir: Path, mark: str
) -> None:
    programme = durable
    began = time.monotonic()
    programme.start()
    first_start = time.monotonic() - began
    assert set(programme.pids()) == PARTS
    assert answers(f"{programme.url}/healthz")
    with psycopg.connect(dsn(programme)) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    with Redis.from_url(programme.settings["REDIS_URL"]) as redis:
        redis.set("kept", "yes")

    for name in sorted(PARTS):
        before = programme.pids()[name]
        os.kill(before, signal.SIGKILL)
        assert eventually(lambda name=name, before=before: programme.pids().get(name, before) != before), name  # type: ignore[misc]  # mypy does not infer it
    assert eventually(lambda: answers(f"{programme.url}/healthz") and answers(programme.simulator_url))
    said = programme.log.read_text()
    assert all(f"{name} ended (signal 9)" in said and f"{name} is started again" in said for name in PARTS)

    programme.kill()
    assert none_left(mark, server_dir / "var", seconds=15) == []

    url = programme.url
    programme.start()
    assert programme.url == url
    with psycopg.connect(dsn(programme)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    with Redis.from_url(programme.settings["REDIS_URL"]) as redis:
        assert redis.get("kept") == b"yes"
    assert programme.child is not None
    programme.child.process.send_signal(signal.SIGINT)  # as Ctrl-C does
    assert programme.child.process.wait(30) == 0
    assert none_left(mark, server_dir / "var", seconds=1) == []
    assert first_start < 60


def test_it_does_not_outlive_the_make_that_started_it(server_dir: Path, mark: str) -> None:
    """`make`, killed, can't tell anyone."""
    var = server_dir / "made"
    command = f"{sys.executable} -m tcma.trial.supervisor {var} --port 0 --workers 1; true"
    environment = {**os.environ, "TCMA_STOP_WITH_PARENT": "1"}
    with (server_dir / "made.log").open("wb") as log:
        shell = subprocess.Popen(["sh", "-c", command], env=environment, cwd=ROOT, stdout=log, stderr=log)
    assert eventually(lambda: bool(read_state(var).get("ready"))), (server_dir / "made.log").read_text()
    shell.kill()
    shell.wait()
    assert none_left(mark, var, seconds=20) == []
    assert "worker-1 stopped" in (server_dir / "made.log").read_text()
