"""Where the trial's web application may run."""

import pytest

from tcma.trial.web import create_app


@pytest.mark.parametrize(
    ("name", "value"), [("PUBLIC_URL", "https://partners.northgate.example"), ("SES_ENDPOINT_URL", "")]
)
def test_nobody_can_be_anyone_where_others_come(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    settings = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEYS": f"1:{'00' * 32}", "SUPPRESSION_KEY": "00" * 32,
        "PUBLIC_URL": "http://127.0.0.1:8000", "SES_ENDPOINT_URL": "http://127.0.0.1:1",
    }  # fmt: skip
    for key, text in {**settings, name: value}.items():
        monkeypatch.setenv(key, text)
    with pytest.raises(SystemExit, match="on this machine alone"):
        create_app()
