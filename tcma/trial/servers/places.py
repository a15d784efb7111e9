"""Where the embedded servers keep what cannot be in their own folder."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103


class UnsafeFolder(Exception):
    """A folder we would use belongs to somebody else."""


def socket_folder(data_dir: Path, socket_name: str, owner: int | None = None, mode: int = 0o700) -> Path:
    """`data_dir`, or, where the kernel's limit on socket paths forbids, a folder for it under the temporary one."""
    if len(os.fsencode(data_dir / socket_name)) <= LONGEST_SOCKET_PATH:
        return data_dir
    folder = own_folder(data_dir, "run", mode, owner)
    if owner is not None:
        os.chown(folder, owner, -1)
    return folder


def own_folder(data_dir: Path, purpose: str, mode: int = 0o700, owner: int | None = None) -> Path:
    """A folder under the system's temporary one that is always the same for `data_dir`, and nobody else's."""
    folder = folder_name(data_dir, purpose)
    folder.mkdir(mode=mode, exist_ok=True)
    if folder.is_symlink() or not folder.is_dir() or folder.lstat().st_uid not in (os.geteuid(), owner):
        raise UnsafeFolder(f"{folder} was made by somebody else. Remove it, or set TMPDIR to a folder of your own.")
    if folder.lstat().st_uid == os.geteuid():
        folder.chmod(mode)  # whatever the umask was
    return folder


def folder_name(data_dir: Path, purpose: str) -> Path:
    """The path of the folder that `own_folder` makes."""
    mark = hashlib.sha256(os.fsencode(data_dir.absolute())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"tcma-{purpose}-{mark}"
