"""On what basis people may be written to: what each answer is said to be enough for, and what then became of it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.audiences.rules import Basis
from tcma.audiences.rules.survey import uncovered
from tcma.audiences.views.bases import bases
from tests.audiences.pages import signed_in
from tests.audiences.test_views import press, send
from tests.cast import alice

ROWS = "email,country\na@x.example,DE\nb@x.example,FR\nc@x.example,AE\nd@x.example,Atlantis\n"
CANADA = "john@x.example,CA\n"


@pytest.fixture
def browser(app: Flask, session: Session) -> FlaskClient:
    return signed_in(app, session, alice(session))


def test_countries_in_which_an_answer_is_not_enough_are_named(browser: FlaskClient) -> None:
    page = browser.get(send(browser, ROWS + CANADA + "e@x.example,PL\n").location).text
    assert "and could always say no. Not enough in: Canada (1) and Poland (1)." in page
    assert page.count("Not enough in") == 1  # where most are not covered, the answer itself says where it is enough
    assert "Not enough in" not in browser.get(send(browser, ROWS).location).text


def test_of_many_countries_the_first_are_named_and_the_others_counted(app: Flask) -> None:
    groups = [[code, "", "", 2] for code in ("DE", "FR", "AT", "PL", "CA", "")] + [["US", "", "", 19]]
    with app.test_request_context():
        hints = {one["value"]: one["hint"] for one in bases(groups)}
    assert hints["opt_out"].endswith(
        "Not enough in: Germany (2), France (2), Austria (2), Poland (2), and 2 more countries."
    )
    assert hints["express"].endswith("Enough everywhere.")


def test_what_a_row_says_itself_is_no_matter_of_the_answer() -> None:
    groups = [["DE", "implied_purchase", "", 2], ["CA", "", "", 1]]
    assert uncovered(groups, Basis.EXISTING_CUSTOMER) == {"CA": 1}


def test_after_storing_it_is_said_how_many_can_be_mailed(browser: FlaskClient) -> None:
    path = send(browser, ROWS + CANADA).location
    press(browser, path, basis="existing_customer")
    page = browser.get(path).text
    assert "4 people of the list can be mailed." in page
    assert "1 without consent valid in their country" in page
