"""What a partner said about a file's columns holds for the next file with the same header."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from tcma.audiences import actions
from tcma.audiences.rules import Answers
from tests.audiences.files import NOW, preview
from tests.cast import alice, charlie

TEXT = "email;alpha;beta\na@x.example;Ann;Lee\n"
MAPPING = {"email": 0, "first_name": 1, "last_name": 2}


@pytest.fixture
def partner(session: Session) -> UUID:
    partner_id = alice(session).partner_id
    assert partner_id is not None
    return partner_id


def mapped(session: Session, partner: UUID, text: str = TEXT, *, stored: bool = True) -> None:
    found = preview(session, partner, text)
    asked: dict[str, Any] = {"partner_id": partner, "import_id": found.id, "now": NOW}
    actions.map_columns(session, body=text.encode(), mapping=MAPPING, **asked)
    if stored:
        actions.store_import(session, body=text.encode(), basis="express", **asked)


def test_the_same_header_gets_the_same_columns(session: Session, partner: UUID) -> None:
    mapped(session, partner)
    found = preview(session, partner, "email;alpha;beta\nb@x.example;Bo;Kim\n")
    assert found.reading["mapping"] == MAPPING
    assert found.counts["sample"][0]["last_name"] == "Kim"


def test_another_header_another_partner_or_a_file_not_stored_does_not(session: Session, partner: UUID) -> None:
    mapped(session, partner, stored=False)
    assert preview(session, partner, TEXT).reading["mapping"] == {"email": 0}
    mapped(session, partner)
    assert preview(session, partner, "email;alpha;gamma\nb@x.example;Bo;Kim\n").reading["mapping"] == {"email": 0}
    other = charlie(session).partner_id
    assert other is not None
    assert preview(session, other, TEXT).reading["mapping"] == {"email": 0}


def test_a_column_named_now_goes_before_the_one_from_then(session: Session, partner: UUID) -> None:
    mapped(session, partner)
    found = actions.preview_import(
        session, partner_id=partner, file_name="x.csv", body=TEXT.encode(), storage_key="imports/x", actor=None,
        now=NOW, answers=Answers(email=2),
    )  # fmt: skip
    assert found.reading["mapping"] == {"email": 2}
