"""The import rule of pyproject.toml."""

import tomllib

from importlinter.api import read_configuration
from importlinter.application.use_cases import SUCCESS, lint_imports

from tests.tables import ROOT


def test_every_import_contract_is_kept() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == SUCCESS


def test_the_contracts_know_every_slice() -> None:
    contracts = read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    inside = next(contract["containers"] for contract in contracts if str(contract["name"]).startswith("Inside"))
    slices = {f"tcma.{init.parent.name}" for init in (ROOT / "tcma").glob("*/__init__.py")}
    assert set(inside) == slices - {"tcma.base", "tcma.adapters", "tcma.trial", "tcma.migrations"}


def test_wiring_alone_builds_adapters() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tcma").rglob("*.py")
        if "import" in (text := path.read_text()) and "tcma.adapters" in text
    ]
    assert [path for path in users if not path.startswith(("tcma/adapters/", "tcma/trial/"))] == ["tcma/wiring.py"]


def test_the_lock_names_no_host() -> None:
    assert "://" not in (ROOT / "requirements.lock").read_text()


def test_every_dependency_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = sum(project["optional-dependencies"].values(), project["dependencies"])
    locked = (ROOT / "requirements.lock").read_text()
    names = [name.split(">")[0].split("[")[0].split("=")[0] for name in wanted]
    assert [name for name in names if f"\n{name}==" not in f"\n{locked}"] == []
