"""Every table of the product."""

import importlib
import pkgutil
from pathlib import Path

from alembic.config import Config
from sqlalchemy import MetaData

import tcma
from tcma.base.db import Base

ROOT = Path(__file__).parents[1]


def tables() -> MetaData:
    for module in pkgutil.walk_packages(tcma.__path__, "tcma."):
        if module.name.endswith(".models") or module.name.startswith("tcma.base."):
            importlib.import_module(module.name)
    return Base.metadata


def alembic() -> Config:
    return Config(toml_file=ROOT / "pyproject.toml")
