"""The same records in any order, any number of times, in any parts: the same state in the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.crm import actions
from tcma.crm.models import CrmConflict, CrmRecord
from tcma.crm.rules import CrmAccount, CrmOpportunity, Mapping
from tcma.deals.models import Account, AccountDomain, Deal, Opportunity
from tcma.deals.queries import verify_log
from tests.deals.world import NOW, World

T = datetime(2026, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def records(first: int, second: int) -> list[CrmAccount | CrmOpportunity]:
    """Two accounts that come to share a domain; a deal that was won, opened again, corrected; one that was named twice
    and whose amount is far off; one of direct sales that is handed to a partner's and back; one that is deleted.
    """
    one = CrmAccount("001A", T, name="Al Noor Clinics", country="AE", domains=("alnoor.example",), vat="1",
                     owner="Olga")
    two = CrmAccount("001B", T, name="Quay", country="AE", domains=("quay.example",))
    deal = CrmOpportunity("006A", T, account_id="001A", name="Backup", stage="Prospecting", means="discovery",
                          amount=Decimal(12000), currency="EUR", registration=first, opened_at=T)
    won = replace(deal, stage="Closed Won", means="won", order_number="PO-1", amount=Decimal(12500))
    far = replace(deal, external_id="006B", account_id="001B", registration=second, stage="Qualification",
                  means="qualified")
    named_later = replace(far, external_id="006C", opened_at=T + HOUR, stage="Negotiation/Review", means="negotiation")
    direct = CrmOpportunity("006D", T, account_id="001B", name="Firewall", stage="Prospecting", opened_at=T,
                            owner="Olga")
    gone = replace(direct, external_id="006E")

    def later(record: Any, hours: int, **values: Any) -> Any:
        return replace(record, version=T + hours * HOUR, **values)

    return [
        one, later(one, 1, vat="", domains=("alnoor.example", "anur.example")),
        later(one, 2, vat="3", domains=("alnoor.example", "noor.example")),
        two, later(two, 3, name="Quays", domains=("quay.example", "noor.example")),
        deal, later(won, 1), later(deal, 2, stage="Value Proposition", means="proposal"),
        later(won, 3, order_number="PO-2", amount=Decimal(11500)),
        far, later(far, 2, amount=Decimal(50000)),
        later(far, 4, stage="Value Proposition", means="proposal", amount=Decimal(50000)),
        named_later, later(named_later, 5, stage="Closed Lost", means="lost"),
        direct, later(direct, 1, direct=False, owner="Olaf"), later(direct, 2, stage="Proposal"),
        gone, later(gone, 1, deleted=True),
    ]  # fmt: skip


def state(session: Session) -> dict[str, Any]:
    """What anybody could see of it: times, and who was asked when, are no part of it."""
    session.expire_all()
    asked = select(CrmConflict.external_id, CrmConflict.what, CrmConflict.theirs).where(CrmConflict.decision == "")
    waits = select(CrmRecord.external_id, CrmRecord.outcome).where(CrmRecord.outcome.in_(("waiting", "conflict")))
    of_account = (Account.external_id, Account.name, Account.country, Account.vat, Account.owner, Account.named)
    of_domain = select(Account.external_id, AccountDomain.domain).join(Account, Account.id == AccountDomain.account_id)
    sold = select(Opportunity.external_id, Opportunity.stage, Opportunity.closed_at, Account.external_id)
    looks: dict[str, Any] = {
        "deals": select(Deal.registration_id, Deal.stage, Deal.order_number, Deal.amount),
        "accounts": select(*of_account).where(Account.own),
        "domains": of_domain,
        "sold": sold.join(Account, Account.id == Opportunity.account_id),
        "conflicts": asked,
        "waits": waits,
    }
    return {name: {tuple(row) for row in session.execute(look)} for name, look in looks.items()}


def taken(world: World, parts: list[list[Any]]) -> dict[str, Any]:
    """The state after these parts; nothing of it stays."""
    nested = world.session.begin_nested()
    for part in parts:
        actions.take(world.session, source="salesforce", records=part, mapping=Mapping(), now=NOW)
    found = state(world.session)
    assert verify_log(world.session) == []
    nested.rollback()
    world.session.expire_all()
    return found


def test_any_order_and_repetition_ends_in_the_same_state(world: World) -> None:
    alnoor, _ = world.opened(world.alice)
    quay, _ = world.opened(world.alice, domain="quay.example", account_name="Quay")
    all_of_them = records(alnoor.number, quay.number)
    expected = taken(world, [[one] for one in all_of_them])
    assert {(stage.value, number) for _, stage, number, _ in expected["deals"]} == {("won", "PO-2"), ("proposal", "")}
    assert {what for _, what, _ in expected["conflicts"]} == {"amount", "twice", "domain"}
    assert {external_id for external_id, *_ in expected["sold"]} == {"006D"}

    @settings(max_examples=8, phases=(Phase.generate,))
    @given(data=st.data())
    def ends_alike(data: st.DataObject) -> None:
        twice = data.draw(st.lists(st.sampled_from(all_of_them), max_size=6))
        shuffled = data.draw(st.permutations(all_of_them + twice))
        cuts = sorted(data.draw(st.sets(st.integers(1, len(shuffled) - 1), max_size=4)))
        parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
        assert taken(world, parts) == expected

    ends_alike()
