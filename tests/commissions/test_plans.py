"""What can be a plan, and who is asked when two save one at once."""

from decimal import Decimal
from typing import Any

import pytest

from tcma.base.errors import Invalid, Refusal
from tcma.commissions import actions
from tcma.commissions.rules import Plan, Rate
from tests.commissions.world import Payables
from tests.deals.world import NOW

D = Decimal


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rates": (Rate("", "", D(101)),)}, "rate--"),
        ({"rates": (Rate("gold", "", D("1.2345")),)}, "rate-gold-"),
        ({"rates": (Rate("", "", D(99)),), "extra": D(2)}, "extra"),
        ({"helpers": D(-1)}, "helpers"),
        ({"quotas": {"gold": D(0)}}, "quota-gold"),
        ({"period": "week"}, "period"),
        ({"hold_days": 400}, "hold_days"),
    ],
)
def test_what_can_not_be_a_plan_is_refused_at_its_field(world: Payables, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.plan(**wrong)
    assert list(refused.value.errors) == [field]


def test_a_plan_saved_meanwhile_is_not_overwritten(world: Payables) -> None:
    first = world.plan()
    assert world.plan() == first  # it says the same: no new version
    with pytest.raises(Refusal, match="Somebody saved another plan"):
        actions.save_plan(world.session, plan=Plan(), based_on=0, actor=world.deals.fatima, now=NOW)
