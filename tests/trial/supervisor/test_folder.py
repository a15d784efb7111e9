"""The folder of a programme."""

import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tcma.base.settings import ROOT
from tcma.trial.supervisor.folder import HALF_FILLED, FolderRefused, claimed, read_state, reset, write_state
from tcma.trial.supervisor.plan import Plan, surroundings


def test_a_folder_with_files_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(FolderRefused, match="did not make"), claimed(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_in_use_is_refused_with_the_address_of_the_demo(tmp_path: Path) -> None:
    with claimed(tmp_path):
        write_state(tmp_path, {"url": "http://127.0.0.1:8000"})
        with pytest.raises(FolderRefused, match=r"already runs .*: http://127\.0\.0\.1:8000"), claimed(tmp_path):
            pass


def test_a_reset_deletes_the_data_and_nothing_else(tmp_path: Path) -> None:
    with claimed(tmp_path):
        for name in ("postgres", "valkey", "ses", "storage", "log", "exports"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "file").touch()
        Plan(tmp_path).parts_settings(database_url="", redis_url="", url="", simulator_url="")
        (tmp_path / "filled").touch()
        reset(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {"exports", "lock", ".made-by-tcma"}


def test_keys_are_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    keys = [
        Plan(tmp_path).parts_settings(database_url="", redis_url="", url="", simulator_url="")["SECRET_KEYS"]
        for _ in range(2)
    ]
    write_state(tmp_path, {"settings": {"SECRET_KEYS": keys[0]}})
    assert keys[0] == keys[1]
    assert len(keys[0]) == 2 + 64
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("secret", "state.json")} == {0o600}


def test_a_state_that_was_never_written_is_empty(tmp_path: Path) -> None:
    assert read_state(tmp_path) == {}


def test_nothing_of_the_surroundings_leads_a_part_astray(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "PGHOST", "AWS_PROFILE", "AWS_SESSION_TOKEN", "HTTPS_PROXY", "GUNICORN_CMD_ARGS"):
        monkeypatch.setenv(name, "elsewhere")
    ours = Plan(tmp_path).parts_settings(database_url="here", redis_url="", url="", simulator_url="")
    assert "elsewhere" not in {**surroundings(), **ours}.values()


def test_a_filling_that_was_broken_off_is_begun_anew(tmp_path: Path) -> None:
    with claimed(tmp_path):
        (tmp_path / "storage").mkdir()
        (tmp_path / HALF_FILLED).touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])  # so that it goes no further than looking at its folder
        command = [sys.executable, "-m", "tcma.trial.supervisor", str(tmp_path), "--fill", "--port", port]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, f"Port {port} is taken" in ran.stderr) == (1, True)
    assert not (tmp_path / "storage").exists()
    assert not (tmp_path / HALF_FILLED).exists()
