"""What a process is given at start, and what it may never say of it."""

import json

import pytest
import structlog
from pydantic import ValidationError

from tcma.base.settings import Settings


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
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["error"] for line in lines if "error" in line] == ["Key (email)=((address)) exists."]
    assert "kestrel" not in lines[-1]["exception"]
    assert "Traceback" in lines[-1]["exception"]
