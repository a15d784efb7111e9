"""The cast, and a twin of Salesforce over HTTP."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tcma.adapters.salesforce import SalesforceReader
from tcma.base.tools import provide
from tcma.crm.ports import CrmReader
from tcma.trial.crm import RunningTwin, Twin, running_twin
from tests.deals.world import World, build


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture
def org() -> Iterator[RunningTwin]:
    with running_twin(Twin(smallest_page=2)) as running:
        yield running


@pytest.fixture
def reader(org: RunningTwin) -> SalesforceReader:
    """This process' reader, of the twin."""
    made = SalesforceReader(org.url, org.twin.client_id, org.twin.client_secret, seconds=5)
    provide(CrmReader, made)
    return made
