"""Files stay small, and each slice has the same ones."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.tables import ROOT

SLICE_FILES = {"views", "jobs", "forms", "actions", "queries", "models", "ports", "rules", "__init__"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "services", "managers", "common", "misc"}
NOT_SLICES = {"base", "adapters", "trial", "migrations", "static"}


def sources() -> Iterator[Path]:
    for path in [*(ROOT / "tcma").rglob("*.py"), *ROOT.glob("*.py")]:
        if path.name != "__init__.py" and "versions" not in path.parts:
            yield path


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_longer_than_400_lines() -> None:
    assert {str(path.relative_to(ROOT)): lines(path) for path in sources() if lines(path) > 400} == {}


def test_half_of_all_files_are_shorter_than_80_lines() -> None:
    assert median(map(lines, sources())) < 80


def test_a_slice_has_only_the_files_every_slice_may_have() -> None:
    slices = [init.parent for init in (ROOT / "tcma").glob("*/__init__.py") if init.parent.name not in NOT_SLICES]
    others = [
        str(path.relative_to(ROOT))
        for folder in slices
        for path in folder.iterdir()
        if path.name != "__pycache__" and path.stem not in SLICE_FILES
    ]
    assert others == []


def test_no_file_is_named_after_nothing() -> None:
    assert [str(path.relative_to(ROOT)) for path in sources() if path.stem in FORBIDDEN_NAMES] == []


def test_every_slice_says_what_it_is() -> None:
    packages = (ROOT / "tcma").glob("*/__init__.py")
    assert [path.parent.name for path in packages if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_tests_mirror_the_product() -> None:
    """A folder below tests/ is a slice, or one of the few that look at the whole."""
    whole = {"architecture", "stories", "fixtures", "campaigns", "__pycache__"}
    slices = {path.name for path in (ROOT / "tcma").iterdir() if path.is_dir()}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert folders - whole - slices == set()
