"""Files on a local disk: for one machine, or a mounted volume."""

import os
import re
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import BinaryIO

from tcma.base.storage import Body

_KEY = re.compile(r"[a-z0-9-]+(/[A-Za-z0-9][A-Za-z0-9._-]*){1,3}")


class _Kept:
    """An open file, read by slices."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._size = os.fstat(self._file).st_size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice, /) -> bytes:
        start, stop, _ = part.indices(self._size)
        return os.pread(self._file, max(stop - start, 0), start)


class LocalStorage:
    """Keys are paths below `root`; a write is complete or absent."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        return self._root / key

    def put(self, key: str, body: bytes | BinaryIO) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                if isinstance(body, bytes):
                    file.write(body)
                else:
                    shutil.copyfileobj(body, file, 1 << 20)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get(self, key: str) -> bytes | None:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            return None

    def open(self, key: str) -> Body | None:
        try:
            return _Kept(self._path(key))
        except FileNotFoundError:
            return None

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)
