"""Runs the migrations: every model of every slice, one transaction each, and never a long wait for a lock."""

import importlib
import os
import pkgutil

from alembic import command, context
from sqlalchemy import Connection, create_engine, text

import tcma
from tcma.base.db import Base

# Only `alembic revision` and `alembic check` look at the models: to import all that is around them takes longer than
# to make all the tables. Whoever compares from Python has imported them.
if getattr(context.config.cmd_opts, "cmd", (None,))[0] in (command.revision, command.check):
    for module in pkgutil.walk_packages(tcma.__path__, "tcma."):
        if module.name.endswith(".models") or module.name.startswith("tcma.base."):
            importlib.import_module(module.name)


def migrate(connection: Connection) -> None:
    # A migration that waits for a lock makes everyone else wait behind it: it gives up instead, and is run again.
    connection.execute(text("SET lock_timeout = '2s'"))
    connection.execute(text("SET statement_timeout = '60s'"))
    connection.execute(text("SET idle_in_transaction_session_timeout = '60s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = create_engine(os.environ["DATABASE_URL"])
    with engine.connect() as connection:
        migrate(connection)
    engine.dispose()
