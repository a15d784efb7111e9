"""How PostgreSQL is run here: it refuses root, so root runs it as nobody.

As nobody it could not reach a checkout below a closed folder such as /root, so it keeps one capability of root, to
pass by file permissions, and no folder has to be opened to anyone. Where that cannot be had (a container that dropped
it, macOS), its binaries are copied to the system's temporary folder and its data are kept there as well; without that
capability root itself is held off by permissions, so there root's group may enter.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tcma.trial.servers.places import folder_name, own_folder
from tcma.trial.servers.programs import copy_postgres, postgres_programs

SETPRIV = (
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
    "--securebits=+no_setuid_fixup",
    "--pdeathsig=INT",  # once more: changing the user has cleared the one of leash.py
    "--",
)


@dataclass(frozen=True)
class Footing:
    """`prefix` comes before each command; `user` is whom to become first; files are kept in `home`, with `mode`."""

    programs: Path
    home: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None
    owner: int | None = None
    mode: int = 0o700


def nobody() -> int:
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        return 65534


def footing(data_dir: Path) -> Footing:
    """Where and as whom PostgreSQL with its data in `data_dir` runs. Makes the folder, mode 0700."""
    programs = postgres_programs()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return Footing(programs, data_dir)
    owner = data_dir.stat().st_uid or nobody()  # whoever began these data goes on with them
    prefix = ("setpriv", f"--reuid={owner}", f"--regid={owner}", *SETPRIV)
    if _works(prefix, programs / "postgres"):
        os.chown(data_dir, owner, owner)
        return Footing(programs, data_dir, prefix=prefix, owner=owner)
    folder = own_folder(data_dir, "postgres", 0o711)
    home = folder / "home"
    home.mkdir(exist_ok=True)
    os.chown(home, nobody(), os.getegid())
    with becoming(nobody()):
        home.chmod(0o770)
    return Footing(copy_postgres(folder), home, user=nobody(), owner=nobody(), mode=0o770)


@contextmanager
def becoming(user: int | None) -> Iterator[None]:
    """This process is `user` inside the block, for files that are closed to a root without capabilities."""
    if user is None:
        yield
        return
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)


def forget(data_dir: Path) -> None:
    """Remove `data_dir`, and what is kept for it in the temporary folder."""
    elsewhere = folder_name(data_dir, "postgres")
    if os.geteuid() == 0 and (elsewhere / "home").exists() and not elsewhere.is_symlink():
        with becoming((elsewhere / "home").stat().st_uid or None):
            shutil.rmtree(elsewhere / "home", ignore_errors=True)
    for folder in (data_dir, elsewhere, folder_name(data_dir, "run")):
        if not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)


def _works(prefix: tuple[str, ...], program: Path) -> bool:
    command = [*prefix, str(program), "--version"]
    try:
        tried = subprocess.run(command, capture_output=True, check=False, timeout=20, cwd="/")
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0
