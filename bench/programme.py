"""Servers of a bench's own, on unix sockets and 127.0.0.1, migrated and wired; gone when it ends."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.settings import ROOT, Settings
from tcma.partners.models import Partner
from tcma.trial.servers import postgres, valkey
from tcma.wiring import wire


@contextmanager
def programme() -> Iterator[dict[str, str]]:
    """The environment of a wired product; this process is wired to it too. Nothing in it is careless of crashes."""
    folder = Path(tempfile.mkdtemp(prefix="tcma-bench-"))
    try:
        with postgres(folder / "pg") as database, valkey(folder / "vk", durable=False) as queue:
            env = {
                "DATABASE_URL": database.url, "REDIS_URL": queue.url, "SECRET_KEYS": "1:" + "0b" * 32,
                "SUPPRESSION_KEY": "0c" * 32,
                "STORAGE_DIR": str(folder / "storage"), "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
            }  # fmt: skip
            os.environ |= env
            command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "head")
            wire(Settings())  # type: ignore[call-arg]  # its fields come from the environment
            yield env
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def a_partner(slug: str) -> Partner:
    """A partner without anything."""
    with transaction() as session:
        found = Partner(slug=slug, name=slug, country="DE", region="Europe", language="de", timezone="Europe/Berlin",
                        joined_at=clock.now(session))  # fmt: skip
        session.add(found)
        session.flush()
    return found


def peak() -> float:
    """The most memory this process ever had, in MB. Not by getrusage: that begins with what its parent had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
