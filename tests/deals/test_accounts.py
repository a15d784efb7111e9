"""The vendor's book of accounts: brought from a file or a program, merged, and what the rules make of it."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tcma.audiences.actions import make_key
from tcma.base.access import Actor
from tcma.base.db import new_id
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.facts import Fact
from tcma.cli import main
from tcma.deals import actions, queries
from tcma.deals.models import Account, AccountDomain, Opportunity
from tcma.deals.rules import Engagement, Product, RegistrationState
from tcma.deals.rules.book import BookRow, LeftOut, read_csv, read_json
from tcma.leads.models import VendorLead
from tcma.leads.rules import VendorState
from tests.deals.world import NOW, World, build, claimed

DAY = timedelta(days=1)
FILE = """\
external_id;name;country;domains;named;customer;owner;opportunity_id;opportunity_name;opportunity_opened
A1;Al Noor Clinics LLC;AE;alnoor.example alnoor-clinics.example;no;no;Olga Sample;O1;Renewal;2026-05-01
A2;Müller & Co. KG;DE;mueller.example;yes;yes;Otto Sample;;;
"""


def bring(world: World, text: str = FILE, encoding: str = "utf-8") -> actions.Brought:
    return actions.bring_accounts(world.session, read_csv(text.encode(encoding)), now=NOW)


def test_a_file_is_brought_and_the_same_again_changes_nothing(world: World) -> None:
    first = bring(world)
    assert (first.added, first.changed, first.same, first.left_out) == (2, 0, 0, [])
    again = bring(world)
    assert (again.added, again.changed, again.same, again.records) == (0, 0, 2, 2)
    changed = bring(world, FILE.replace("Olga", "Olaf").replace("Renewal", "Expansion"))
    assert (changed.added, changed.changed, changed.same) == (0, 1, 1)
    account = world.session.scalars(select(Account).where(Account.external_id == "A1")).one()
    assert (account.owner, account.own, account.name_key) == ("Olaf Sample", True, "alnorclinics")
    sold = world.session.scalars(select(Opportunity)).one()
    assert (sold.name, sold.opened_at, sold.closed_at) == ("Expansion", datetime(2026, 5, 1, tzinfo=UTC), None)


def test_a_file_of_another_encoding_and_separator_is_read_as_well(world: World) -> None:
    bring(world, FILE.replace(";", "\t"), "utf-16")
    assert world.session.scalars(select(Account.name).where(Account.named)).all() == ["Müller & Co. KG"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (";;DE;;;;", "no name"),
        ("A;Acme;Germany;;;;", "“Germany” is not a country's code"),
        ("A;Acme;QQ;;;;", "“QQ” is not a country's code"),
        ("A;Acme;DE;gmail.com;;;", "“gmail.com” is not a company's domain"),
        ("A;Acme;DE;;perhaps;;", "“perhaps” is neither yes nor no"),
        ("A;Acme;DE;;;nobody;2026-01-01", "There is no partner “nobody”"),
        ("A;Acme;DE;;;brightwave;", "not when"),
        ("A;Acme;DE;;;brightwave;soon", "“soon” is not a day"),
    ],
)
def test_a_record_that_cannot_be_taken_is_left_out_with_its_reason(world: World, row: str, why: str) -> None:
    found = bring(world, f"external_id;name;country;domains;named;given_to;given_at\n{row}\n")
    assert [(one.line, why in str(one.why)) for one in found.left_out] == [(2, True)]
    assert world.session.scalars(select(Account)).all() == []


def test_a_file_that_names_no_columns_is_refused_whole() -> None:
    with pytest.raises(Refusal, match="name the columns"):
        list(read_csv(b"Acme;DE\n"))


@pytest.mark.parametrize("body", [b"{", b"{}", b"[1]", json.dumps([{}] * 1001).encode()])
def test_a_list_of_a_program_that_is_none_is_refused_whole(body: bytes) -> None:
    with pytest.raises(Refusal):
        list(read_json(body))


def test_a_list_may_hold_lists_and_truth_values() -> None:
    given = {"name": "Acme", "country": "de", "domains": ["acme.example"], "named": True}
    [row] = read_json(json.dumps([given]).encode())
    assert isinstance(row, BookRow)
    assert (row.country, row.domains, row.named, row.customer) == ("DE", ("acme.example",), True, None)
    [wrong] = read_json(b'[{"name": "Acme"}]')
    assert isinstance(wrong, LeftOut)


def test_an_opportunity_older_than_the_submission_keeps_partners_away_and_a_younger_one_does_not(world: World) -> None:
    bring(world)
    assert world.registered(world.charlie).decision_rule == "5/1"
    bring(world, FILE.replace("2026-05-01", "2026-06-01"))
    early = world.registered(world.alice, contact_email="omar@alnoor.example")
    assert early.decision_rule == "10/1"


def test_a_closed_opportunity_keeps_nobody_away(world: World) -> None:
    text = FILE.replace("opportunity_opened\n", "opportunity_opened;opportunity_closed\n")
    bring(world, text.replace("2026-05-01\n", "2026-05-01;2026-05-02\n").replace(";;;\n", ";;;;\n"))
    assert world.registered(world.charlie).decision_rule == "10/1"


def test_a_lead_given_to_somebody_else_keeps_the_others_away_for_ninety_days(world: World) -> None:
    bring(world, "name;country;domains;given_to;given_at\nAl Noor;AE;alnoor.example;brightwave;2026-05-01\n")
    assert world.registered(world.charlie).decision_rule == "10/1"  # it is theirs
    refused = world.registered(world.alice, contact_email="omar@alnoor.example", now=NOW + DAY)
    assert refused.decision_rule == "4/1"
    actions.reject(world.session, registration_id=_first(world), actor=world.vera, reason="No.", now=NOW + DAY)
    assert (refused.state, refused.decision_rule) == (RegistrationState.REJECTED, "6/1")
    assert refused.window_ends_at == datetime(2026, 5, 1, tzinfo=UTC) + 90 * DAY


@pytest.mark.parametrize(
    ("mine", "where", "days", "rule"),
    [
        (False, {}, 89, "6/1"),
        (False, {}, 90, "10/1"),
        (False, {"country": "DE"}, 1, "10/1"),
        (False, {"account_domain": "other.example"}, 1, "10/1"),
        (False, {"account_domain": ""}, 1, "10/1"),
        (True, {}, 1, "10/1"),
    ],
)
def test_a_lead_that_was_routed_to_somebody_else_keeps_the_others_away_too(
    world: World, mine: bool, where: dict[str, str], days: int, rule: str
) -> None:
    given(world, world.charlie if mine else world.alice, NOW - days * DAY, **where)
    assert world.registered(world.charlie).decision_rule == rule


def test_a_routed_lead_counts_for_every_domain_of_the_account_and_of_two_the_newer_one(world: World) -> None:
    row = "Al Noor;AE;alnoor.example anur.example;alderfinch;2026-03-01"
    bring(world, f"name;country;domains;given_to;given_at\n{row}\n")
    given(world, world.alice, NOW - 10 * DAY, account_domain="anur.example")
    refused = world.registered(world.charlie)
    assert (refused.decision_rule, refused.window_ends_at) == ("6/1", NOW + 80 * DAY)
    answer = actions.precheck(world.session, actor=world.charlie, domain="anur.example", country="AE", now=NOW)
    assert answer.kind == "person"  # not until when: that would tell of the vendor's leads


def given(world: World, to: Actor, at: datetime, **where: str) -> None:
    """The vendor gave a lead to a partner at a time."""
    firm = {"account_domain": "alnoor.example", "country": "AE", **where}
    world.session.add(
        VendorLead(id=new_id(), key=f"{at}", source="hand", email="x@alnoor.example", addr_key="x@alnoor.example",
                   company="Al Noor", state=VendorState.ACCEPTED, partner_id=to.partner, created_at=at, assigned_at=at,
                   updated_at=at, **firm)
    )  # fmt: skip
    world.session.flush()


def _first(world: World) -> UUID:
    return next(one.entry.registration.id for one in queries.undecided(world.session, NOW + DAY) if not one.contender)


def test_a_customer_is_no_new_business_and_a_won_deal_makes_one(world: World) -> None:
    world.won(world.alice)
    registration = world.registered(world.charlie)
    assert (registration.state, registration.decision_rule) == (RegistrationState.INFO_REQUESTED, "7/1")
    changed = claimed(kind="expansion")
    actions.revise(world.session, registration_id=registration.id, actor=world.charlie, claim=changed, now=NOW)
    actions.submit(world.session, registration_id=registration.id, actor=world.charlie, now=NOW)
    assert registration.decision_rule == "10/1"


def test_whoever_moves_up_to_a_question_hears_of_it(world: World) -> None:
    first = world.registered(world.alice)
    second = world.registered(world.charlie)
    actions.change_account(
        world.session, account_id=first.accounts[0], named=False, customer=True, owner="", now=NOW
    )
    actions.reject(world.session, registration_id=first.id, actor=world.vera, reason="No.", now=NOW)
    assert (second.state, second.decision_rule) == (RegistrationState.INFO_REQUESTED, "7/1")
    asked = select(Fact.subject_id).where(Fact.name == actions.DEAL_QUESTIONED)
    assert world.session.scalars(asked).all() == [second.id]


def test_a_partner_registers_only_what_it_may(world: World) -> None:
    products = (Product("scan", "Scan", "Security"), Product("disk", "Disk", "Storage"))
    rules = Engagement(products=products)
    actions.save_rules(world.session, rules=rules, based_on=1, actor=world.vera, now=NOW)
    actions.authorise(world.session, partner_id=world.alice.partner, families=["Security"], countries=["AE", "OM"])
    assert world.registered(world.alice, product_lines=("scan",)).decision_rule == "10/2"
    assert world.registered(world.alice, product_lines=("scan", "disk")).decision_rule == "2/2"
    assert world.registered(world.alice, product_lines=("scan",), account_country="DE").decision_rule == "2/2"
    assert world.registered(world.alice, domain="x.example").decision_rule == "1/2"  # no product is named
    assert world.registered(world.charlie, domain="y.example", product_lines=("disk",)).decision_rule == "10/2"
    with pytest.raises(Invalid, match="problem"):
        actions.register(world.session, actor=world.alice, claim=claimed(product_lines=("sofa",)), now=NOW)


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ({}, {"contact_email": "omar@mail.alnoor.example", "account_domain": "anur.example"}, "4/1"),
        ({"contact_email": "s.sample@gmail.com"}, {"account_domain": "anur.example",
                                                   "contact_email": "s.sample@gmail.com"}, "4/1"),
        ({"account_vat": "AE 123"}, {"account_domain": "anur.example", "contact_email": "o@anur.example",
                                     "account_vat": "ae-123"}, "4/1"),
        ({"account_duns": "15-048"}, {"account_domain": "anur.example", "contact_email": "o@anur.example",
                                      "account_duns": "15048"}, "4/1"),
        ({}, {"account_domain": "anur.example", "contact_email": "o@anur.example"}, "10/1"),  # the same name alone
        ({}, {"account_country": "DE", "contact_email": "jana@alnoor.example"}, "10/1"),  # another country
        ({}, {"account_domain": "аlnoor.example", "contact_email": "o@anur.example"}, "10/1"),  # noqa: RUF001 - drawn alike
    ],
)  # fmt: skip
def test_an_account_is_known_by_domain_address_and_number_and_a_doubt_is_a_persons(
    world: World, first: dict[str, Any], second: dict[str, Any], rule: str
) -> None:
    rules = Engagement(thresholds={"registered": Decimal("99999")})
    world.registered(world.alice, **first)
    registration = world.registered(world.charlie, domain=second.pop("account_domain", "alnoor.example"), **second)
    assert registration.decision_rule == rule
    actions.save_rules(world.session, rules=rules, based_on=1, actor=world.vera, now=NOW)
    other = world.registered(world.charlie, domain="plain.example", account_name="Quite Another Firm")
    assert other.decision_rule == "9/2"  # it is the doubt that asks for a person


def test_merged_accounts_are_one_and_who_waits_is_looked_at_again(world: World) -> None:
    first = world.registered(world.alice)
    second = world.registered(world.charlie, domain="anur.example", account_name="Anur", now=NOW + DAY)
    assert (first.decision_rule, second.decision_rule) == ("10/1", "10/1")
    kept, dropped = first.accounts[0], second.accounts[0]
    actions.merge_accounts(world.session, kept_id=kept, dropped_id=dropped, now=NOW + DAY)
    assert (first.decision_rule, second.decision_rule) == ("10/1", "4/1")
    card = queries.account_card(world.session, kept, NOW)
    assert card.domains == ["alnoor.example", "anur.example"]
    assert {one.registration.id for one in card.entries} == {first.id, second.id}
    for gone in (lambda: queries.account_card(world.session, dropped, NOW),
                 lambda: actions.merge_accounts(world.session, kept_id=kept, dropped_id=dropped, now=NOW)):  # fmt: skip
        with pytest.raises(NotFound):
            gone()
    with pytest.raises(Refusal, match="another account"):
        actions.merge_accounts(world.session, kept_id=kept, dropped_id=kept, now=NOW)
    third = world.registered(world.charlie, domain="anur.example", now=NOW + 2 * DAY)
    assert third.accounts == [kept]


def test_one_more_domain_is_the_same_account(world: World) -> None:
    first, _ = world.opened(world.alice)
    with pytest.raises(Invalid):
        actions.add_domain(world.session, account_id=first.accounts[0], domain="gmail.com", now=NOW)
    for _ in range(2):
        actions.add_domain(world.session, account_id=first.accounts[0], domain="www.Anur.example", now=NOW)
    assert world.registered(world.charlie, domain="anur.example").decision_rule == "3/1"
    assert len(world.session.scalars(select(AccountDomain)).all()) == 2


def test_a_program_of_the_vendor_brings_accounts_with_its_key_and_a_partners_key_opens_nothing(
    app: Flask, world: World
) -> None:
    key = make_key(world.session, partner_id=None, name="CRM", actor=world.vera, now=NOW)
    partners = make_key(world.session, partner_id=world.alice.partner, name="Shop", actor=world.alice, now=NOW)
    world.session.commit()
    client, given = app.test_client(), [{"name": "Acme", "country": "DE"}, {"name": "", "country": "DE"}]

    def send(by: str, **sent: Any) -> tuple[int, Any]:
        answer = client.post("/api/accounts", headers={"Authorization": f"Bearer {by}"}, **sent)
        return answer.status_code, answer.json

    status, said = send(key, json=given)
    assert (status, said["added"], [one["record"] for one in said["left_out"]]) == (200, 1, [2])
    assert send(partners, json=given)[0] == 401
    assert send("tcma_nothing", json=given)[0] == 401
    assert send(key, data=b"x", content_type="text/plain")[0] == 422
    assert send(key, data=FILE.encode(), content_type="text/csv")[0] == 200


def test_the_command_brings_a_file_and_names_what_it_left_out(
    session: Session, database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(session)
    session.commit()
    monkeypatch.setattr("tcma.cli_deals.wired", lambda: None)
    file = tmp_path / "accounts.csv"
    file.write_text(FILE + "A3;;DE;;;;;;;\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["import-accounts", str(file)])
    assert (done.exit_code, done.stdout) == (1, "2 new, 0 changed, 0 as they were.\n")
    assert "Line 4: It has no name" in done.stderr
    again = CliRunner().invoke(main, ["import-accounts", "--json", str(file)])
    assert json.loads(again.stdout)["same"] == 2
