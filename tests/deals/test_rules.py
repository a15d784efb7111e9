"""The rules of engagement, row by row."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.base.errors import Refusal
from tcma.deals.rules import (
    Desk,
    RegistrationState,
    Stage,
    answer_due,
    check_registration,
    check_stage,
    keyed,
    link,
    next_stage,
    registrable_domain,
    waiting_hours,
)

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Shop.Example.co.uk/a?b#c", "example.co.uk"),
        ("Sara@mail.AlNoor.example", "alnoor.example"),
        ("alnoor.example.", "alnoor.example"),
        ("bücher.example:8443/x", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("acme.github.io", "acme.github.io"),
        ("gmail.com", None),
        ("sara@mail.yahoo.co.uk", None),
        ("co.uk", None),
        ("localhost", None),
        ("127.0.0.1", None),
        ("http://[2001:db8::1]/", None),
        ("a..b.example", None),
        ("", None),
        ("not a domain", None),
        ("straße.example", "xn--strae-oqa.example"),
        ("%", None),
    ],
)
def test_a_company_is_its_registrable_domain(text: str, domain: str | None) -> None:
    assert registrable_domain(text) == domain


@given(st.text(max_size=80))
def test_a_domain_is_its_own_registrable_domain_whatever_was_typed(text: str) -> None:
    found = registrable_domain(text)
    assert found is None or registrable_domain(found) == found


def test_a_homograph_is_another_company() -> None:
    assert registrable_domain("аlnoor.example") != registrable_domain("alnoor.example")  # noqa: RUF001 - the first a is Cyrillic


@given(st.lists(st.sampled_from(RegistrationState), max_size=12))
def test_no_sequence_of_steps_approves_what_was_not_submitted(steps: list[RegistrationState]) -> None:
    state, been = RegistrationState.DRAFT, {RegistrationState.DRAFT}
    for step in steps:
        try:
            check_registration(state, step)
        except Refusal:  # a step that is not open from here: the next one is tried
            continue
        state = step
        been.add(step)
    if RegistrationState.APPROVED in been:
        assert RegistrationState.SUBMITTED in been
        assert been & {RegistrationState.UNDER_REVIEW, RegistrationState.INFO_REQUESTED}
    assert not (RegistrationState.REJECTED in been and state is not RegistrationState.REJECTED)


def test_an_open_deal_moves_one_stage_at_a_time_and_a_closed_one_stays() -> None:
    assert next_stage(Stage.DISCOVERY) is Stage.QUALIFIED
    assert next_stage(Stage.NEGOTIATION) is None
    check_stage(Stage.DISCOVERY, Stage.WON)
    with pytest.raises(Refusal):
        check_stage(Stage.DISCOVERY, Stage.PROPOSAL)
    with pytest.raises(Refusal):
        check_stage(Stage.QUALIFIED, Stage.DISCOVERY)
    with pytest.raises(Refusal):
        check_stage(Stage.WON, Stage.LOST)


def test_a_hash_covers_the_row_and_the_one_before_it() -> None:
    row = {"at": NOW, "after": "submitted"}
    assert link(row, "a") == link(dict(reversed(row.items())), "a")
    assert len({link(row, "a"), link(row, "b"), link({**row, "after": "draft"}, "a")}) == 3


def test_a_personal_value_is_kept_as_a_hash_under_a_key() -> None:
    kept = keyed("sara@alnoor.example", b"k")
    assert kept == keyed("Sara@AlNoor.example ", b"k")
    assert kept != keyed("sara@alnoor.example", b"another")


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-05-12T08:00", "2026-05-14T08:00"),  # Tuesday to Thursday
        ("2026-05-15T08:00", "2026-05-19T08:00"),  # Friday to Tuesday
        ("2026-05-16T12:00", "2026-05-19T22:00"),  # Saturday counts from Monday's first minute in Amsterdam
        ("2026-10-23T08:00", "2026-10-27T09:00"),  # the clocks go back between
    ],
)
def test_the_answer_is_due_two_business_days_later(sent: str, due: str) -> None:
    at = datetime.fromisoformat(sent).replace(tzinfo=UTC)
    assert answer_due(at, Desk("Europe/Amsterdam")) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_waiting_is_counted_in_whole_hours() -> None:
    assert waiting_hours(NOW, NOW + timedelta(hours=2, minutes=59)) == 2
