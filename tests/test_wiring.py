"""What a process is given at start, and what it may never say of it."""

import json

import pytest
import structlog
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tcma.base.errors import Refusal
from tcma.base.settings import Settings
from tcma.command import wired
from tcma.wiring import engine_of


def test_settings_printed_or_refused_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "DATABASE_URL": "postgresql://x:hunter2@db/x", "REDIS_URL": "redis://:hunter2@r", "SECRET_KEYS": "1:hunter2",
        "SUPPRESSION_KEY": "hunter2",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()  # type: ignore[call-arg]  # its fields come from the environment
    assert "hunter2" not in str(refused.value)
    monkeypatch.setenv("SECRET_KEYS", f"1:{'ab' * 32}")
    monkeypatch.setenv("SUPPRESSION_KEY", "ab" * 32)
    shown = repr(Settings())  # type: ignore[call-arg]  # its fields come from the environment
    assert "hunter2" not in shown
    assert repr(bytes.fromhex("ab" * 32)) not in shown


def test_a_line_of_the_log_holds_no_address_of_a_person(wired: object, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("test").error("it broke", error="Key (email)=(sara.haddad+x@brightwave.example) exists.")
    try:
        raise ValueError("nobody@kestrel.example")
    except ValueError as error:
        structlog.get_logger("test").error("it broke", exc_info=error)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["error"] for line in lines if "error" in line] == ["Key (email)=((address)) exists."]
    assert "kestrel" not in lines[-1]["exception"]
    assert "Traceback" in lines[-1]["exception"]


def test_postgresql_ends_a_transaction_that_stands_still_and_with_it_its_locks(settings: Settings) -> None:
    engine = engine_of(settings.model_copy(update={"transaction_idle_seconds": 0.05}))
    with engine.connect() as frozen, engine.connect() as waits:
        frozen.execute(text("SELECT pg_advisory_xact_lock(1)"))
        waits.execute(text("SET LOCAL lock_timeout = '20s'"))
        waits.execute(text("SELECT pg_advisory_xact_lock(1)"))
        with pytest.raises(DBAPIError, match="idle-in-transaction"):
            frozen.execute(text("SELECT 1"))
    engine.dispose()


def test_a_command_names_the_settings_that_are_missing_and_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEYS", raising=False)
    monkeypatch.setenv("SUPPRESSION_KEY", "not-hex-and-secret")
    with pytest.raises(Refusal) as refused:
        wired()
    said = str(refused.value)
    assert "SECRET_KEYS: Field required" in said
    assert "SUPPRESSION_KEY: " in said
    assert "not-hex-and-secret" not in said
