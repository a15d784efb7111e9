"""No process outlives the one that started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tcma.base.settings import ROOT
from tcma.trial.servers import guard
from tcma.trial.servers.children import Child, StartFailed, spawn, wait_for
from tests.trial.processes import living, none_left

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(99)
"""
FORKING = """
import os, signal, time
if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("born", flush=True)
time.sleep(99)
"""
PARENT = """
import sys, time
from pathlib import Path
from tcma.trial.servers import postgres, valkey
from tcma.trial.servers.children import spawn
folder = Path(sys.argv[1])
with postgres(folder / "pg") as pg, valkey(folder / "vk") as vk:
    forking = "import os, time; [os.fork() for _ in range(2)]; time.sleep(99)"
    spawn("a program with children of its own", [sys.executable, "-c", forking])
    (folder / "up").touch()
    time.sleep(99)
"""


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    mark = f"TCMA_TEST_MARK={uuid4().hex}"
    monkeypatch.setenv(*mark.split("="))
    return mark


def wait_until_written(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists() or (path.suffix == ".log" and not path.read_text()):
        assert time.monotonic() < deadline, f"{path} was not written"
        time.sleep(0.05)


def parent(folder: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", PARENT, str(folder)], cwd=ROOT, start_new_session=True)
    wait_until_written(folder / "up")
    return process


def test_killing_the_parent_leaves_nothing_behind(server_dir: Path, mark: str) -> None:
    folder = server_dir / "killed"
    folder.mkdir()
    process = parent(folder)
    assert len(living(mark, folder)) > 10  # postgres alone is six
    process.kill()
    process.wait()
    assert none_left(mark, folder, seconds=8) == []


def test_terminating_the_parent_without_a_handler_leaves_nothing_behind(server_dir: Path, mark: str) -> None:
    folder = server_dir / "terminated"
    folder.mkdir()
    process = parent(folder)
    process.terminate()
    process.wait()
    assert none_left(mark, folder, seconds=8) == []


def test_the_guard_alone_ends_what_the_kernel_does_not() -> None:
    plain = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"], start_new_session=True)
    deaf = subprocess.Popen([sys.executable, "-c", STUBBORN], start_new_session=True, stdout=subprocess.PIPE)
    assert deaf.stdout is not None
    assert deaf.stdout.readline() == b"deaf\n"
    deaf.stdout.close()
    watcher = subprocess.Popen([sys.executable, guard.__file__, "1"], stdin=subprocess.PIPE)
    watcher.communicate(b"".join(b"+ %d %d\n" % (child.pid, signal.SIGTERM) for child in (plain, deaf)))
    assert (plain.wait(5), deaf.wait(5)) == (-signal.SIGTERM, -signal.SIGKILL)


def test_the_guard_leaves_alone_what_has_already_ended() -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(99)"], start_new_session=True)
    watcher = subprocess.Popen([sys.executable, guard.__file__, "1"], stdin=subprocess.PIPE)
    watcher.communicate(b"+ %d %d\n- %d\n" % (other.pid, signal.SIGTERM, other.pid))
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_child_that_does_not_listen_is_killed_when_its_time_is_up(tmp_path: Path) -> None:
    child = spawn("deaf", [sys.executable, "-c", STUBBORN], log=tmp_path / "deaf.log")
    wait_until_written(tmp_path / "deaf.log")
    began = time.monotonic()
    child.stop(patience=0.5)
    assert time.monotonic() - began < 3
    assert child.process.returncode == -signal.SIGKILL


def test_stopping_takes_the_whole_group_along(tmp_path: Path, mark: str) -> None:
    child = spawn("forks", [sys.executable, "-c", FORKING], log=tmp_path / "forks.log")
    wait_until_written(tmp_path / "forks.log")
    child.stop(patience=1)
    deadline = time.monotonic() + 5  # what was killed is gone a moment later
    while living(mark, tmp_path) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert living(mark, tmp_path) == []


def test_a_child_hears_ctrl_c_although_its_parent_was_started_in_the_background(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = spawn("sleeper", ["sleep", "99"], farewell=signal.SIGINT)
        deadline = time.monotonic() + 5
        while "leash" in command_of(child) and time.monotonic() < deadline:
            time.sleep(0.02)
        child.stop(patience=5)
    finally:
        signal.signal(signal.SIGINT, before)
    assert child.process.returncode == -signal.SIGINT


def command_of(child: Child) -> str:
    ps = ["ps", "-ww", "-o", "command=", "-p", str(child.pid)]
    return subprocess.run(ps, capture_output=True, text=True, check=False).stdout


def test_a_child_that_fails_says_why(tmp_path: Path) -> None:
    child = spawn("liar", [sys.executable, "-c", "raise SystemExit('no such luck')"], log=tmp_path / "liar.log")
    with pytest.raises(StartFailed, match=r"liar ended while it was starting(?s:.*)no such luck"):
        wait_for(child, lambda: False, 20)


def test_a_child_is_nobody_elses_terminal_session() -> None:
    child = spawn("sleeper", ["sleep", "99"])
    assert os.getsid(child.pid) == child.pid != os.getsid(0)
    child.stop()
