"""`tcma publish` for several folders: each is checked, and all of them are published or none."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.settings import ROOT
from tcma.catalogue.models import KitRow
from tcma.cli import main
from tests.catalogue.small_kit import write_kit

SHIPPED = ROOT / "campaigns" / "win-back"


def published(session: Session) -> set[str]:
    return set(session.scalars(select(KitRow.slug)))


@pytest.fixture
def sound(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tcma.cli.wired", lambda: None)
    return write_kit(tmp_path)


def test_several_kits_are_published_at_once(session: Session, sound: Path) -> None:
    checked = CliRunner().invoke(main, ["publish", "--check", str(SHIPPED), str(sound)])
    assert (checked.exit_code, checked.stdout.count("can be published."), published(session)) == (0, 2, set())
    done = CliRunner().invoke(main, ["publish", str(SHIPPED), str(sound)])
    assert (done.exit_code, done.stdout.count("is published as version 1.")) == (0, 2)
    assert published(session) == {"win-back", sound.name}


def test_one_kit_with_a_fault_holds_back_the_others(session: Session, sound: Path) -> None:
    (sound / "kit.toml").write_text("slug = 3\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["publish", str(SHIPPED), str(sound)])
    assert (done.exit_code, published(session)) == (1, set())
    assert f"{sound / 'kit.toml'}:" in done.stderr
    assert "Nothing was published." in done.stderr
