"""No file that is brought as a logo crashes us, hangs, takes much memory, tells of the machine or calls anybody."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tcma.base.settings import ROOT
from tcma.cli import main
from tests.branding import hostile

SECONDS, MB = 5, 512


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, Any]]:
    """What has to become of each file, and what became of it, in a process of its own for all of them."""
    folder = tmp_path_factory.mktemp("hostile") / "files"
    folder.mkdir()
    fates = hostile.written(folder)
    done = subprocess.run(
        [sys.executable, "-m", "tests.branding.hostile", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return fates, json.loads(done.stdout)


def test_every_file_is_answered_in_time_and_in_little_memory(looked: tuple[dict[str, str], dict[str, Any]]) -> None:
    fates, found = looked
    assert found.keys() == fates.keys()
    assert {name: one["seconds"] for name, one in found.items() if one["seconds"] > SECONDS} == {}
    assert max(one["mb"] for one in found.values()) < MB


def test_each_is_taken_or_refused_with_a_reason(looked: tuple[dict[str, str], dict[str, Any]]) -> None:
    fates, found = looked
    said = {name: hostile.TAKEN if one["accepted"] else hostile.REFUSED for name, one in found.items()}
    wrong = {name: (said[name], found[name]["reason"]) for name, fate in fates.items()
             if fate not in (hostile.EITHER, said[name])}  # fmt: skip
    assert wrong == {}
    assert all(one["reason"] for one in found.values() if not one["accepted"])


def test_none_calls_out_or_shows_what_is_on_this_machine(looked: tuple[dict[str, str], dict[str, Any]]) -> None:
    _fates, found = looked
    assert [name for name, one in found.items() if one["calls"] or one["magenta"]] == []
    clean = found["clean.svg"]["stored"]["sha256"]
    same = ("script", "handler", "foreign", "file", "remote", "import", "data-html", "data-svg", "animate", "link")
    assert [name for name in same if found[f"{name}.svg"]["stored"]["sha256"] != clean] == []


def test_nothing_but_pixels_is_stored(looked: tuple[dict[str, str], dict[str, Any]]) -> None:
    _fates, found = looked
    assert [name for name, one in found.items() if one["holds"] or one["script"]] == []


def test_the_command_says_what_is_stored_of_a_file_and_why_another_is_refused(tmp_path: Path) -> None:
    good, bad, out = tmp_path / "logo.jpg", tmp_path / "logo.png", tmp_path / "out.png"
    good.write_bytes(hostile.svg(""))
    bad.write_bytes(b"<html>")
    answer = CliRunner().invoke(main, ["brand", "check", str(good), "--json", "--out", str(out)])
    told = json.loads(answer.output)
    assert answer.exit_code == 0
    assert (told["accepted"], told["reason"], told["kind"]) == (True, None, "svg")
    assert (told["stored"]["width"], told["stored"]["height"]) == (141, 47)
    assert told["stored"]["bytes"] == out.stat().st_size
    answer = CliRunner().invoke(main, ["brand", "check", str(bad), "--json"])
    told = json.loads(answer.output)
    assert answer.exit_code == 2
    assert told.keys() == {"accepted", "reason", "kind", "width", "height", "stored"}
    assert (told["accepted"], told["kind"]) == (False, None)
    assert "not a picture" in told["reason"]
    assert "not a picture" in CliRunner().invoke(main, ["brand", "check", str(bad)]).output
