"""What an opportunity does to a deal: every row of the table, without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tcma.crm.rules import CrmOpportunity, Mapping, Ours, judge
from tcma.deals.rules import RegistrationState, Stage

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)
HERE = Ours(RegistrationState.APPROVED, Stage.DISCOVERY, Decimal(12000), Decimal(12000), "EUR")
THERE = CrmOpportunity("006A", NOW, name="Backup", stage="Closed Won", means="won", amount=Decimal(12500),
                       currency="EUR", registration=1001, order_number="PO-1")
WON = {"stage": Stage.WON, "amount": Decimal(12500), "order_number": "PO-1"}
SAID = {"stage": "Closed Won", "amount": "12500", "order": "PO-1"}
OPEN = {"stage": "Value Proposition", "means": "proposal", "amount": None, "order_number": ""}


def said(theirs: dict[str, Any], ours: dict[str, Any], taken: dict[str, str] | None = None,
         decided: dict[tuple[str, str], str] | None = None) -> Any:  # fmt: skip
    return judge(replace(THERE, **theirs), replace(HERE, **ours), taken or {}, Mapping(), decided or {})


@pytest.mark.parametrize(
    ("theirs", "ours", "taken", "steps"),
    [
        ({}, {}, {}, [("win", "PO-1", Decimal(12500))]),
        ({}, WON, SAID, []),
        (OPEN, {}, {}, [("restage", Stage.PROPOSAL)]),
        (OPEN, {"stage": Stage.NEGOTIATION}, {}, [("restage", Stage.PROPOSAL)]),
        # The partner moved on, and the CRM says nothing new.
        (OPEN, {"stage": Stage.NEGOTIATION}, {"stage": "Value Proposition"}, []),
        ({**OPEN, "amount": Decimal(13000)}, {}, {}, [("restage", Stage.PROPOSAL), ("amount", Decimal(13000))]),
        ({"stage": "Closed Lost", "means": "lost"}, {}, {}, [("lose",)]),
        ({"stage": "Closed Lost", "means": "lost"}, {"stage": Stage.LOST}, {}, []),
        # Opened again there, corrected there, lost after all: what the CRM closed it may open.
        (OPEN, {**WON, "by_crm": True}, SAID, [("reopen", Stage.PROPOSAL)]),
        ({"amount": Decimal(11500)}, {**WON, "by_crm": True}, SAID,
         [("correct", Decimal(11500))]),
        ({"order_number": "PO-2"}, {**WON, "by_crm": True}, SAID,
         [("reopen", Stage.NEGOTIATION), ("win", "PO-2", Decimal(12500))]),
        ({"stage": "Closed Lost", "means": "lost"}, {**WON, "by_crm": True}, SAID,
         [("reopen", Stage.LOST)]),
        ({}, {"stage": Stage.LOST, "by_crm": True}, {"stage": "Closed Lost"},
         [("reopen", Stage.NEGOTIATION), ("win", "PO-1", Decimal(12500))]),
        # A person has won it here, and the CRM has not heard of it yet.
        (OPEN, WON, {"stage": "Value Proposition"}, []),
    ],
)  # fmt: skip
def test_steps(
    theirs: dict[str, Any], ours: dict[str, Any], taken: dict[str, str], steps: list[tuple[Any, ...]]
) -> None:
    verdict = said(theirs, ours, taken)
    assert (list(verdict.steps), verdict.conflict) == (steps, None)


@pytest.mark.parametrize(
    ("theirs", "ours", "taken", "what", "take"),
    [
        ({}, {"state": RegistrationState.WITHDRAWN, "stage": Stage.WITHDRAWN}, {}, "ended", False),
        ({}, {"state": RegistrationState.REJECTED, "stage": None}, {}, "ended", False),
        ({}, {"state": RegistrationState.UNDER_REVIEW, "stage": None}, {}, "undecided", False),
        ({"amount": Decimal(20000)}, {}, {}, "amount", True),
        ({**OPEN, "amount": Decimal(20000)}, {}, {}, "amount", True),
        ({"means": "", "stage": "Legal"}, {}, {}, "stage", False),
        ({"currency": "EURO"}, {}, {}, "no currency", False),
        ({"currency": "USD"}, {}, {}, "currency", False),
        ({}, {"first": False}, {}, "twice", False),
        ({"account_id": "001B"}, {"same_account": False}, {}, "account", True),
        ({"product": "Backup"}, {"lines": ("firewal",)}, {}, "product", True),
        (OPEN, WON, SAID, "closed", True),
        ({"order_number": "PO-2"}, WON, {}, "booked", True),
        ({}, {"stage": Stage.LOST}, {}, "closed", True),
        # It was taken, and somebody opened it again here.
        ({}, {"stage": Stage.NEGOTIATION, "amount": Decimal(12500)}, SAID, "closed", True),
    ],
)  # fmt: skip
def test_conflicts_and_what_a_decision_makes_of_them(
    theirs: dict[str, Any], ours: dict[str, Any], taken: dict[str, str], what: str, take: bool
) -> None:
    verdict = said(theirs, ours, taken)
    found = verdict.conflict
    assert (found.what, found.take, verdict.outcome) == (what, take, "conflict")
    if what != "amount":
        assert verdict.steps == ()
    key = (what, found.theirs)
    kept = said(theirs, ours, taken, {key: "keep"})
    assert kept.conflict is None
    assert [step for step in kept.steps if step[-1] == Decimal(20000)] == []
    if take:
        taken_over = said(theirs, ours, taken, {key: "take"})
        assert taken_over.conflict is None
        assert taken_over.steps


@pytest.mark.parametrize(
    ("theirs", "ours", "outcome"),
    [
        ({"order_number": ""}, {}, "waiting"),
        ({"amount": None}, {}, "waiting"),
        ({}, {"same_account": None}, "waiting"),
        (OPEN, {"state": RegistrationState.UNDER_REVIEW, "stage": None}, "waiting"),
        (OPEN, {"state": RegistrationState.EXPIRED, "stage": Stage.EXPIRED}, "ignored"),
        ({"deleted": True}, WON, "ignored"),
    ],
)
def test_what_waits_and_what_is_left(theirs: dict[str, Any], ours: dict[str, Any], outcome: str) -> None:
    verdict = said(theirs, ours)
    assert (verdict.outcome, verdict.steps, verdict.conflict) == (outcome, (), None)


def test_an_amount_that_was_kept_wins_with_ours_and_says_nothing_more() -> None:
    decided = {("amount", "20000 EUR"): "keep"}
    verdict = said({"amount": Decimal(20000)}, {}, None, decided)
    assert verdict.steps == (("win", "PO-1", Decimal(12000)),)
    after = {"stage": Stage.WON, "order_number": "PO-1", "by_crm": True}
    assert said({"amount": Decimal(20000)}, after, dict(verdict.puts), decided).steps == ()
