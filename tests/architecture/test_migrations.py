"""Models and migrations are the same, and there is one way through the migrations."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from tcma.trial.servers import Postgres
from tests.tables import alembic, tables


def test_the_migrations_have_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic()).get_heads()) == 1


def test_the_migrated_database_equals_the_models(engine: Engine) -> None:
    tables()
    with engine.connect() as connection:
        config = alembic()
        config.attributes["connection"] = connection
        command.check(config)


def test_every_migration_can_be_undone(postgres_server: Postgres) -> None:
    maker = create_engine(postgres_server.url, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.execute(text("CREATE DATABASE undone"))
    maker.dispose()
    engine = create_engine(postgres_server.database_url("undone"))
    with engine.connect() as connection:
        config = alembic()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.downgrade(config, "base")
        left = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
    engine.dispose()
    assert list(left) == ["alembic_version"]
