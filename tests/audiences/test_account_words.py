"""What `tcma import-contacts` says to a person, and not to a program."""

from typing import Any

from tcma.audiences.rules import Answers, recognise
from tcma.audiences.rules.account_words import account_lines, refused_lines
from tcma.base.errors import Invalid, Refusal

FOUND: dict[str, Any] = {
    "encoding": "UTF-8", "delimiter": ";", "header": True, "records": 1_204, "imported": 1_200, "updated": 1,
    "duplicates": 1, "refused": [{"line": 5, "reason": "“bad” has no @.", "value": "bad"}], "suppressed": 1,
    "flagged": 2,
}  # fmt: skip


def asked(body: bytes) -> list[str]:
    try:
        recognise(body, Answers())
    except Refusal as refusal:
        return list(refused_lines(refusal))
    raise AssertionError("nothing was asked")


def test_the_account_says_how_it_was_read_and_what_became_of_each_row() -> None:
    said = list(account_lines(FOUND, dry_run=False))
    assert said[0] == "Read as UTF-8, cells parted by semicolon."
    assert [line.split() for line in said[1:3]] == [["Rows", "1,204"], ["New", "people", "1,200"]]
    assert said[-1] == "    Line 5: “bad” has no @."
    assert len(set(map(len, said[1:-1]))) == 1  # numbers stand below each other


def test_a_dry_run_says_that_nothing_is_stored_and_a_sheet_is_named() -> None:
    book = FOUND | {"delimiter": "", "encoding": "XLSX", "sheet": "People", "hidden_sheets": ["Old"], "refused": []}
    said = list(account_lines(book, dry_run=True))
    assert said[:2] == ["Read from the sheet “People”.", "Hidden sheets hold rows and are not read: Old."]
    assert said[-1] == "Nothing is stored yet."


def test_a_question_shows_each_answer_and_how_to_give_it() -> None:
    said = asked("Email;Name\na@x.example;Łukasz Wójcik\n".encode("cp1250"))
    assert "    Windows-1250: a@x.example;Łukasz Wójcik" in said
    assert said[-1].startswith("Answer by an option, such as --encoding ")
    columns = asked(b"Work email,Private email\na@x.example,b@x.example\n")
    assert columns[1:] == ["    Work email", "    Private email",
                           'Answer by an option, such as --email-column "Work email".']  # fmt: skip


def test_a_basis_that_does_not_exist_comes_with_those_that_do() -> None:
    said = list(refused_lines(Invalid({"basis": Refusal("Say where they agreed to hear from you.")})))
    assert said[1].startswith("Give --basis one of these: express, existing_customer, ")
    assert list(refused_lines(Refusal("The file is empty."))) == ["The file is empty."]
