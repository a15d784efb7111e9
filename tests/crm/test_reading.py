"""A reading from end to end: the twin over HTTP, the reader, the mapping, the book, the deals, and what is told."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.adapters.salesforce import SalesforceReader
from tcma.attribution.actions import correct_credit, credit_deal
from tcma.attribution.queries import current_run
from tcma.base.errors import Refusal
from tcma.base.facts import Fact
from tcma.cli import main
from tcma.commissions.actions import save_plan
from tcma.commissions.models import CommissionEntry
from tcma.commissions.queries import plan_in_force
from tcma.commissions.rules import Plan, Rate
from tcma.crm import actions
from tcma.crm.models import CrmConflict, CrmRead, CrmRecord, CrmSetup
from tcma.crm.rules import Mapping
from tcma.deals.actions import change_account, merge_accounts
from tcma.deals.models import Account, Deal, DealLog, Opportunity
from tcma.deals.queries import verify_log
from tcma.deals.rules import Stage
from tcma.trial.crm import Answer, RunningTwin
from tests.deals.world import NOW, World

HOUR = timedelta(hours=1)
MAPPING = Mapping(
    vat="VAT__c", customer="Type", registration="Registration__c", order_number="Order_Number__c",
    currency="CurrencyIsoCode", product="Product__c", owners={"Olga Partner": "partner", "Otto Named": "named"},
)  # fmt: skip


@pytest.fixture
def mapped(world: World) -> World:
    actions.save_mapping(world.session, mapping=MAPPING, every_minutes=0, actor=world.vera, now=NOW)
    return world


def read(world: World, reader: SalesforceReader, **asked: Any) -> CrmRead:
    """A reading, turn by turn, until it is over."""
    given: dict[str, Any] = {"dry": False, "actor": world.vera, "now": NOW, **asked}
    made = actions.ask_read(world.session, source="salesforce", **given)
    world.session.commit()
    for _ in range(20):
        actions.take_turn(reader, made.id)
        world.session.expire_all()
        if made.due_at is None:
            return made
        made.due_at = NOW
        world.session.commit()
    raise AssertionError(made.problem)


def happened(found: CrmRead) -> dict[str, int]:
    return {name: many for name, many in found.counts.items() if many}


def deal_of(session: Session, registration_id: UUID) -> Deal:
    return session.scalars(select(Deal).where(Deal.registration_id == registration_id)).one()


def test_an_account_and_its_won_opportunity_become_a_won_deal_that_names_the_record(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    registration, _ = mapped.opened(mapped.alice)
    org.twin.put("Account", "001A", NOW, Name="Al Noor Clinics LLC", BillingCountryCode="AE",
                 Website="https://www.alnoor.example/", VAT__c="AE 100", Owner="Otto Named")
    org.twin.put("Opportunity", "006A", NOW + HOUR, Name="Al Noor: backup", AccountId="001A", StageName="Closed Won",
                 Amount=12500.0, Registration__c=f"DR-{registration.number}", Order_Number__c="PO-77")
    found = read(mapped, reader)
    assert (found.problem, happened(found)) == ("", {"updated": 2})
    deal = deal_of(mapped.session, registration.id)
    assert (deal.stage, deal.amount, deal.order_number) == (Stage.WON, Decimal(12500), "PO-77")
    account = mapped.session.scalars(select(Account).where(Account.external_id == "001A")).one()
    assert [account.id] == registration.accounts
    assert (account.vat, account.owner, account.named, account.customer) == ("AE100", "Otto Named", True, True)
    row = mapped.session.scalars(select(DealLog).order_by(DealLog.id.desc()).limit(1)).one()
    assert (row.actor_side, row.actor_id, row.inputs["crm"]) == ("crm", None, "Salesforce 006A")
    assert (row.inputs["order_number"], row.after) == ("PO-77", "won")
    assert verify_log(mapped.session) == []
    assert mapped.session.scalars(select(Fact.name).where(Fact.subject_id == deal.id)).all() == ["deal won"]
    again = read(mapped, reader)
    assert happened(again) == {"unchanged": 2}
    replayed = read(mapped, reader, replay=True)
    assert happened(replayed) == {"unchanged": 2}
    assert verify_log(mapped.session) == []


def account(org: RunningTwin, external_id: str = "001A", **values: Any) -> None:
    given = {"Name": "Al Noor Clinics", "BillingCountryCode": "AE", "Website": "alnoor.example", **values}
    org.twin.put("Account", external_id, values.pop("at", NOW), **{k: v for k, v in given.items() if k != "at"})


def opportunity(org: RunningTwin, external_id: str = "006A", at: datetime = NOW, **values: Any) -> None:
    given = {"Name": "Backup", "AccountId": "001A", "Amount": 12000, **values}
    org.twin.put("Opportunity", external_id, at, **given)


def test_what_is_only_tried_says_what_would_change_and_changes_nothing(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    registration, _ = mapped.opened(mapped.alice)
    account(org)
    account(org, "001B", Website="quay.example", Name="Quay")
    opportunity(org, StageName="Negotiation/Review", Amount=50000, Registration__c=str(registration.number))
    opportunity(org, "006B", AccountId="001B", Owner="Olga Direct")
    opportunity(org, "006C", AccountId="001X")
    opportunity(org, "006D", Registration__c="9999")
    tried = read(mapped, reader, dry=True)
    assert happened(tried) == {"new": 2, "updated": 1, "conflict": 1, "waiting": 1, "refused": 1}
    by_id = {one["id"]: one for one in tried.lines}
    assert by_id["006A"]["changes"] == [["stage", "discovery", "negotiation"], ["amount", "12000 EUR", "50000 EUR"]]
    assert by_id["006D"]["values"] == {"number": "9999"}
    for table in (CrmRecord, CrmConflict, Opportunity):
        assert mapped.session.scalars(select(table)).all() == []
    assert mapped.session.scalars(select(Account.external_id)).all() == [None]
    assert deal_of(mapped.session, registration.id).stage is Stage.DISCOVERY
    setup = mapped.session.get_one(CrmSetup, 1)
    assert (setup.accounts_until, setup.opportunities_until) == (None, None)
    assert happened(read(mapped, reader)) == happened(tried)


def test_only_what_is_new_is_read_with_some_minutes_before_and_a_replay_from_a_day_reads_from_there(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    account(org)
    opportunity(org, at=NOW + HOUR)
    read(mapped, reader)
    org.twin.asked.clear()
    opportunity(org, "006B", at=NOW + HOUR - timedelta(minutes=5))  # its transaction took that long
    assert happened(read(mapped, reader)) == {"new": 1, "unchanged": 2}
    assert "SystemModstamp >= 2026-05-12T07:50:00.000Z" in org.twin.asked[0]
    assert "SystemModstamp >= 2026-05-12T08:50:00.000Z" in org.twin.asked[1]
    org.twin.asked.clear()
    read(mapped, reader, since=NOW - 48 * HOUR)
    assert ["2026-05-10" in asked for asked in org.twin.asked] == [True, True]


def test_a_reading_that_breaks_off_goes_on_where_it_was(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    for number in range(5):
        account(org, f"001{number}", Website=f"firm{number}.example", Name=f"Firm {number}")
    made = actions.ask_read(mapped.session, source="salesforce", dry=False, actor=None, now=NOW)
    mapped.session.commit()
    org.twin.after(1, Answer(503, b"", {"Retry-After": "30"}))
    actions.take_turn(reader, made.id)
    mapped.session.expire_all()
    assert (made.counts["new"], made.at_id) == (2, "0011")
    assert made.problem.startswith("Salesforce answered 503")
    assert made.due_at is not None
    assert made.due_at > NOW
    with pytest.raises(Refusal, match="under way"):
        actions.ask_read(mapped.session, source="salesforce", dry=False, actor=None, now=NOW)
    made.due_at = NOW
    mapped.session.commit()
    actions.take_turn(reader, made.id)
    mapped.session.expire_all()
    assert (made.counts["new"], made.counts["unchanged"], made.problem) == (5, 0, "")
    assert "Id > '0011'" in org.twin.asked[-1]


def test_credentials_that_are_refused_end_a_reading_with_the_words_of_the_org(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    org.twin.client_secret = "changed"
    found = read(mapped, reader)
    assert "invalid client credentials" in found.problem
    assert found.finished_at is not None


def test_what_direct_sales_sells_keeps_partners_away_and_what_is_sold_with_partners_or_deleted_does_not(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    account(org)
    opportunity(org, Owner="Olga Direct")
    read(mapped, reader)
    sold = mapped.session.scalars(select(Opportunity)).one()
    assert (sold.owner, sold.closed_at, sold.opened_at) == ("Olga Direct", None, NOW)
    assert mapped.registered(mapped.alice, now=NOW + HOUR).decision_rule == "5/1"
    opportunity(org, at=NOW + HOUR, Owner="Olga Partner")
    read(mapped, reader)
    assert mapped.session.scalars(select(Opportunity)).all() == []
    assert mapped.registered(mapped.bob, now=NOW + HOUR).decision_rule == "10/1"
    opportunity(org, at=NOW + 2 * HOUR, Owner="Olga Direct")
    read(mapped, reader)
    opportunity(org, at=NOW + 3 * HOUR, IsDeleted=True)
    assert happened(read(mapped, reader))["updated"] == 1
    assert mapped.session.scalars(select(Opportunity)).all() == []


def test_an_account_that_is_deleted_there_leaves_the_book_and_comes_back(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    account(org, Named__c=True)
    opportunity(org, "006B")
    read(mapped, reader)
    account(org, at=NOW + HOUR, IsDeleted=True)
    read(mapped, reader)
    found = mapped.session.scalars(select(Account)).one()
    assert (found.own, mapped.session.scalars(select(Opportunity)).all()) == (False, [])
    account(org, at=NOW + 2 * HOUR, IsDeleted=False)
    read(mapped, reader)
    assert (found.own, len(mapped.session.scalars(select(Opportunity)).all())) == (True, 1)


def test_two_accounts_that_claim_a_domain_wait_for_a_person_until_they_are_merged(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    account(org)
    account(org, "001B", Name="Noor Holding")
    read(mapped, reader)
    found = mapped.session.scalars(select(CrmConflict)).one()
    assert (found.what, found.theirs, found.decision) == ("domain", "001A, 001B", "")
    ids = mapped.session.scalars(select(Account.id).order_by(Account.external_id)).all()
    merge_accounts(mapped.session, kept_id=ids[0], dropped_id=ids[1], now=NOW)
    read(mapped, reader, replay=True)
    assert found.decision == "gone"


def test_a_won_deal_that_is_opened_again_there_is_open_here_and_its_credits_end(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    registration, deal = mapped.opened(mapped.alice)
    account(org)
    number = str(registration.number)
    opportunity(org, StageName="Closed Won", Registration__c=number, Order_Number__c="PO-1")
    read(mapped, reader)
    credit_deal(mapped.session, deal_id=deal.id, now=NOW)
    opportunity(org, at=NOW + HOUR, StageName="Negotiation/Review", Registration__c=number)
    read(mapped, reader)
    opened = deal_of(mapped.session, registration.id)
    assert (opened.stage, opened.closed_at) == (Stage.NEGOTIATION, None)
    assert registration.protection_due_at is not None
    assert mapped.session.scalars(
        select(Fact.name).where(Fact.subject_id == deal.id).order_by(Fact.id)
    ).all() == ["deal won", "deal credited", "deal corrected"]
    correct_credit(mapped.session, deal_id=deal.id, now=NOW)
    assert current_run(mapped.session, deal.id) is None
    opportunity(org, at=NOW + 2 * HOUR, StageName="Closed Won", Amount=11000, Order_Number__c="PO-2")
    read(mapped, reader)
    correct_credit(mapped.session, deal_id=deal.id, now=NOW)
    run = credit_deal(mapped.session, deal_id=deal.id, now=NOW)
    assert run is not None
    assert run.amount == Decimal(11000)
    assert verify_log(mapped.session) == []


def test_what_a_partner_earns_follows_what_the_crm_says(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    registration, _ = mapped.opened(mapped.alice)
    plan = Plan(rates=(Rate("", "", Decimal(10)),))
    save_plan(mapped.session, plan=plan, based_on=plan_in_force(mapped.session).number, actor=mapped.fatima, now=NOW)
    account(org)
    given: dict[str, Any] = {"Registration__c": str(registration.number), "Order_Number__c": "PO-1"}

    def owed(hours: int, **values: Any) -> list[int]:
        opportunity(org, at=NOW + hours * HOUR, **given, **values)
        read(mapped, reader)
        return [int(one) for one in mapped.session.scalars(select(CommissionEntry.amount).order_by(CommissionEntry.id))]

    assert owed(1, StageName="Closed Won", Amount=12000) == [1200]
    assert owed(2, StageName="Closed Won", Amount=11000) == [1200, -1200, 1100]
    assert sum(owed(3, StageName="Closed Lost", Amount=11000)) == 0
    assert sum(owed(4, StageName="Closed Won", Amount=11500)) == 1150
    assert verify_log(mapped.session) == []


def test_an_amount_that_the_currency_does_not_have_is_refused_and_nothing_of_the_record_is_done(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    registration, _ = mapped.opened(mapped.alice)
    account(org)
    opportunity(org, StageName="Closed Won", Amount=12000.001, Registration__c=str(registration.number),
                Order_Number__c="PO-1")  # fmt: skip
    assert happened(read(mapped, reader)) == {"updated": 1, "refused": 1}
    assert deal_of(mapped.session, registration.id).stage is Stage.DISCOVERY


def test_what_a_person_says_of_an_account_stands_until_the_crm_itself_says_otherwise(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    account(org)
    read(mapped, reader)
    found = mapped.session.scalars(select(Account)).one()
    change_account(mapped.session, account_id=found.id, named=True, customer=True, owner="Vera", now=NOW)
    account(org, at=NOW + HOUR, VAT__c="AE1")
    read(mapped, reader)
    assert (found.named, found.customer, found.owner, found.vat) == (True, True, "Vera", "AE1")
    account(org, at=NOW + 2 * HOUR, VAT__c="", Type="Customer - Direct", Owner="Otto Named")
    read(mapped, reader)
    account(org, at=NOW + 3 * HOUR, Type="Prospect", Owner="Olga Direct")
    read(mapped, reader)
    assert (found.named, found.customer, found.owner, found.vat) == (False, False, "Olga Direct", "")


def test_a_number_that_is_corrected_there_moves_the_opportunity_to_the_other_registration(
    mapped: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    wrong, _ = mapped.opened(mapped.alice)
    right, _ = mapped.opened(mapped.alice, domain="quay.example", account_name="Quay", account_country="DE")
    account(org, "001B", Name="Quay", Website="quay.example", BillingCountryCode="DE")
    account(org)
    given: dict[str, Any] = {"AccountId": "001B", "StageName": "Closed Won", "Order_Number__c": "PO-1"}
    opportunity(org, Registration__c=str(wrong.number), **given)
    assert happened(read(mapped, reader)) == {"updated": 2, "conflict": 1}  # it is about another account
    opportunity(org, at=NOW + HOUR, Registration__c=str(right.number), **given)
    assert happened(read(mapped, reader)) == {"updated": 1, "unchanged": 2}
    assert deal_of(mapped.session, wrong.id).stage is Stage.DISCOVERY
    assert deal_of(mapped.session, right.id).stage is Stage.WON
    assert mapped.session.scalars(select(CrmConflict.decision)).all() == ["gone"]


def test_a_field_that_the_org_does_not_have_ends_a_reading_by_its_name(
    world: World, org: RunningTwin, reader: SalesforceReader
) -> None:
    wrong = Mapping(vat="Tax__c")
    actions.save_mapping(world.session, mapping=wrong, every_minutes=0, actor=world.vera, now=NOW)
    assert "No such column 'Tax__c'" in read(world, reader).problem


def test_the_command_reads_to_the_end_and_says_what_it_found(
    mapped: World, org: RunningTwin, reader: SalesforceReader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tcma.cli_crm.wired", lambda: None)
    registration, _ = mapped.opened(mapped.alice)
    account(org)
    opportunity(org, StageName="Closed Won", Amount=99000, Registration__c=str(registration.number),
                Order_Number__c="PO-1")  # fmt: skip
    mapped.session.commit()
    run = CliRunner()
    tried = run.invoke(main, ["crm", "read", "--dry-run", "--json"])
    assert (tried.exit_code, json.loads(tried.stdout)["counts"]["conflict"]) == (1, 1)
    done = run.invoke(main, ["crm", "read"])
    assert "opportunity 006A conflict: amount: 12000 EUR -> 99000 EUR" in done.stdout
    again = run.invoke(main, ["crm", "read", "--since", "2026-05-01", "--json"])
    assert [one["id"] for one in json.loads(again.stdout)["records"]] == ["006A"]
    assert run.invoke(main, ["crm", "read", "--since", "yesterday"]).exit_code == 2
    file = tmp_path / "deals.csv"
    file.write_text(f"registration,stage,order_number,amount\n{registration.number},won,PO-1,12000\n")
    taken = run.invoke(main, ["crm", "take", str(file), "--json"])
    assert (taken.exit_code, json.loads(taken.stdout)["counts"]["updated"]) == (0, 1)
    org.twin.client_secret = "changed"
    org.twin.expire()
    refused = run.invoke(main, ["crm", "read"])
    assert (refused.exit_code, "invalid_client" in refused.stderr) == (2, True)
