"""The README's map is the territory."""

import re
import subprocess
import tomllib

from tcma.base.settings import ROOT

README = (ROOT / "README.md").read_text()


def named(heading: str) -> set[str]:
    """First cells of the table below the header row that begins so."""
    table = README[README.index(heading) :].split("\n\n")[0]
    return {name.rstrip("/") for name in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)}


def test_the_map_names_every_top_level_folder_and_no_other() -> None:
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()} | {".git"}
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name not in ignored]
    ours = {path.name for path in folders if any(one.is_file() for one in path.rglob("*"))}
    assert named("| folder |") == ours


def test_the_map_names_every_slice_and_no_other() -> None:
    inside = {path.name for path in (ROOT / "tcma").iterdir() if path.is_dir() and path.name != "__pycache__"}
    files = {path.name for path in (ROOT / "tcma").glob("*.py") if path.name != "__init__.py"}
    assert named("| in `tcma/` |") == inside | files


def test_the_map_lists_the_slices_from_top_to_bottom_as_the_import_rule_does() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [re.findall(r"\w+", layer) for layer in contracts[0]["layers"]]
    height = {name: place for place, names in enumerate(layers) for name in names}
    table = README[README.index("| in `tcma/` |") :].split("\n\n")[0]
    order = [name.removesuffix(".py").rstrip("/") for name in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)]
    places = [height[name] for name in order if name in height]
    assert places == sorted(places)


def test_every_command_of_make_that_the_readme_names_exists() -> None:
    printed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^  make (\w+)", printed, re.MULTILINE))
    assert set(re.findall(r"`make (\w+)", README)) <= targets


def test_every_file_that_a_document_links_to_is_there() -> None:
    missing = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        words = re.sub(r"`[^`\n]*`", "", page.read_text())  # what is shown as code is no link
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", words):
            if not (page.parent / target).exists():
                missing.append(f"{page.relative_to(ROOT)}: {target}")
    assert missing == []


def test_a_fresh_reader_finds_what_each_decision_is_about() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\(([^)]+)\)", (folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("*.md")} - {"README.md"}
