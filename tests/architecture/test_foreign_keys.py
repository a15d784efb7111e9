"""Foreign keys follow the import rule."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from tcma.base.db import Base
from tests.tables import ROOT, tables


def heights(pyproject: Path) -> dict[str, int]:
    """How high each slice stands, from the same lines that import-linter reads."""
    contracts = tomllib.loads(pyproject.read_text())["tool"]["importlinter"]["contracts"]
    stack = next(contract["layers"] for contract in contracts if contract["name"].startswith("Slices stack"))
    return {name.strip(" ()"): -row for row, names in enumerate(stack) for name in names.split("|")}


def keys() -> Iterator[tuple[str, str, str]]:
    """Each foreign key: the slice that has it, the slice it points to, and its name."""
    metadata = tables()
    owner = {mapper.local_table: mapper.class_.__module__.split(".")[1] for mapper in Base.registry.mappers}
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            yield owner[table], owner[key.column.table], f"{table.name}.{key.parent.name} -> {key.column.table.name}"


def test_foreign_keys_point_down_the_stack() -> None:
    height = heights(ROOT / "pyproject.toml")
    assert [name for upper, lower, name in keys() if height[lower] > height[upper]] == []


def test_slices_side_by_side_have_no_foreign_keys_to_each_other() -> None:
    height = heights(ROOT / "pyproject.toml")
    assert [name for one, other, name in keys() if one != other and height[one] == height[other]] == []
