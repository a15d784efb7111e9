"""Which CRM is read: what the settings say, and the org of the trial."""

from typing import Any

import pytest
from pydantic import ValidationError

from tcma.adapters.local import NoCrm
from tcma.adapters.salesforce import SalesforceReader
from tcma.base.settings import Settings
from tcma.crm.ports import Ask, Never
from tcma.crm.rules import Kind, Mapping, read
from tcma.trial.crm import Twin
from tcma.trial.crm.showing import fill
from tcma.wiring import _crm
from tests.deals.world import World

LET_IN = {"salesforce_client_id": "a", "salesforce_client_secret": "b"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"salesforce_url": "http://acme.my.salesforce.com", **LET_IN}, "SALESFORCE_URL"),
        ({"salesforce_url": "acme", **LET_IN}, "SALESFORCE_URL"),
        ({"salesforce_url": "https://acme.my.salesforce.com"}, "SALESFORCE_CLIENT_SECRET"),
        ({"salesforce_api_version": "latest"}, "salesforce_api_version"),
    ],
)
def test_a_setting_that_can_not_work_stops_the_start(settings: Settings, given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings(**{**settings.model_dump(), **given})


def test_without_an_org_nothing_is_read_and_with_one_it_is_salesforce(settings: Settings) -> None:
    assert isinstance(_crm(settings), NoCrm)
    with pytest.raises(Never):
        next(iter(_crm(settings).pages(Ask(Kind.ACCOUNT, ()))))
    there = {"salesforce_url": "https://acme.my.salesforce.com", **LET_IN}
    assert isinstance(_crm(settings.model_copy(update=there)), SalesforceReader)
    assert "'b'" not in repr(settings.model_copy(update=there))  # the secret is in no print-out


def test_the_trials_org_says_the_same_of_the_same_registrations(world: World) -> None:
    registration, _ = world.opened(world.alice)
    world.registered(world.charlie, domain="quay.example")  # which nobody has decided
    first, second = Twin(), Twin()
    fill(first, world.session)
    fill(second, world.session)
    assert first.records == second.records
    assert set(first.records["Opportunity"]) == {f"006{registration.number}", "006A"}
    mapping = Mapping(registration="Registration__c", order_number="Order_Number__c")
    said = read(Kind.OPPORTUNITY, first.records["Opportunity"][f"006{registration.number}"], mapping)
    assert getattr(said, "registration", None) == registration.number
