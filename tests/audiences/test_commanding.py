"""`tcma import-contacts`: a file in one go, every record accounted for, questions in words."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.audiences import actions
from tcma.audiences.models import Contact, Import, ImportState
from tcma.audiences.rules import Answers, TwoEmailColumns, UnknownEncoding
from tcma.base.errors import Invalid, Refusal
from tcma.base.settings import ROOT, Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.partners.models import Partner
from tests.cast import alice

TEXT = (
    "E-Mail;Vorname;Land;Abgemeldet\nsara@noor.example;Sara;AE;\nomar@noor.example;Omar;DE;\nSARA@noor.example;S;AE;\n"
    "bad;B;;\ninfo@noor.example;;Atlantis;\nno@noor.example;;;ja\n"
)
KEYS = {"encoding", "delimiter", "header", "records", "imported", "updated", "duplicates", "refused", "suppressed",
        "flagged"}  # fmt: skip
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(session: Session, tmp_path: Path) -> Run:
    slug = session.get_one(Partner, alice(session).partner_id).slug
    session.commit()

    def go(text: str | bytes, *, basis: str = "express", dry_run: bool = False, **answers: Any) -> dict[str, Any]:
        path = tmp_path / "people.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        said = actions.import_file(
            use(Storage), path, slug=slug, basis=basis, dry_run=dry_run, answers=Answers(**answers)
        )
        return said | {"refused": list(said["refused"])}

    return go


def in_all(said: dict[str, Any]) -> int:
    parts = ("imported", "updated", "duplicates", "suppressed")
    return sum(int(said[part]) for part in parts) + len(said["refused"])


def kept() -> list[Path]:
    return list((use(Settings).storage_dir / "imports").glob("*"))


def test_the_account_names_how_it_was_read_and_every_record(run: Run, session: Session) -> None:
    said = run(TEXT)
    assert set(said) == KEYS
    assert said == {
        "encoding": "UTF-8", "delimiter": ";", "header": True, "records": 6, "imported": 3, "updated": 0,
        "duplicates": 1, "refused": [{"line": 5, "reason": "“bad” has no @.", "value": "bad"}], "suppressed": 1,
        "flagged": 1,
    }  # fmt: skip
    assert in_all(said) == said["records"]
    assert session.scalars(select(Import)).one().state is ImportState.STORED
    again = run(TEXT)
    assert (again["imported"], again["updated"]) == (0, 3)
    assert session.scalar(select(func.count()).select_from(Contact)) == 3


@pytest.mark.parametrize("basis", ["express", "implied_purchase"])
def test_a_dry_run_says_what_the_real_one_does_and_does_nothing(run: Run, session: Session, basis: str) -> None:
    before = kept()
    tried = run(TEXT, dry_run=True, basis=basis)
    assert session.scalars(select(Import)).all() == []
    assert kept() == before
    assert run(TEXT, basis=basis) == tried


def test_an_unknown_encoding_is_a_question_until_it_is_named(run: Run, session: Session) -> None:
    body = "Email;Name\na@x.example;Łukasz Wójcik\n".encode("cp1250")
    before = kept()
    with pytest.raises(UnknownEncoding):
        run(body)
    assert (session.scalars(select(Import)).all(), kept()) == ([], before)
    assert run(body, encoding="Windows-1250")["encoding"] == "Windows-1250"
    assert session.scalars(select(Contact)).one().first_name == "Łukasz"


@pytest.mark.parametrize("column", ["Email 2", "email 2", "2"])
def test_two_columns_of_addresses_are_a_question_until_one_is_named(run: Run, session: Session, column: str) -> None:
    text = "Email,Email 2\na@x.example,b@x.example\n"
    with pytest.raises(TwoEmailColumns):
        run(text)
    run(text, email=column)
    assert session.scalars(select(Contact.email)).all() == ["b@x.example"]


def test_a_column_that_is_not_there_is_refused_with_those_that_are(run: Run) -> None:
    with pytest.raises(Refusal, match="Its columns are: Email, Email 2"):
        run("Email,Email 2\na@x.example,b@x.example\n", email="E-post")


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(("text", "basis"), [("email\na@x.example\n", ""), ("email\na@x.example\n", "hope")])
def test_no_basis_or_an_unknown_one_is_refused(run: Run, text: str, basis: str, dry_run: bool) -> None:
    with pytest.raises(Invalid):
        run(text, basis=basis, dry_run=dry_run)


def test_a_person_who_says_no_in_a_later_row_of_the_file_is_no_person_to_write_to(run: Run) -> None:
    said = run("email,opt out\na@x.example,yes\na@x.example,\nb@x.example,\n")
    assert (said["imported"], said["suppressed"]) == (1, 2)


def test_the_command_prints_json_and_exits_with_2_for_a_question(
    database: Engine, session: Session, settings: Settings, tmp_path: Path
) -> None:
    slug = session.get_one(Partner, alice(session).partner_id).slug
    session.commit()
    path = tmp_path / "people.csv"
    env = os.environ | {
        "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url, "PYTHONPATH": str(ROOT),
        "SECRET_KEYS": "1:" + settings.secret_keys[0][1].hex(), "STORAGE_DIR": str(settings.storage_dir),
        "SUPPRESSION_KEY": settings.suppression_key.hex(),
        "SES_ENDPOINT_URL": settings.ses_endpoint_url or "",
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "x"),
    }  # fmt: skip

    def command(*more: str) -> subprocess.CompletedProcess[str]:
        words = ["import-contacts", "--partner", slug, "--basis", "express", "--json", *more, str(path)]
        return subprocess.run(
            [sys.executable, "-m", "tcma.cli", *words], env=env, capture_output=True, text=True, timeout=60, check=False
        )

    path.write_text(TEXT)
    done = command()
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (set(said), in_all(said)) == (KEYS, 6)
    path.write_bytes("Email;Name\na@x.example;Łukasz Wójcik\n".encode("cp1250"))
    asked = command()
    assert asked.returncode == 2
    question = json.loads(asked.stdout)["question"]
    assert question["words"] in asked.stderr
    assert {"value": "cp1250", "name": "Windows-1250", "sample": "a@x.example;Łukasz Wójcik"} in question["choices"]
    path.write_text('email\n"a@x.example\n')
    refused = command()
    assert refused.returncode == 2
    assert json.loads(refused.stdout)["refused_whole"] in refused.stderr
