"""How the CRM is read."""

from sqlalchemy.orm import Session

from tcma.crm.models import CrmSetup
from tcma.crm.rules.mapping import Mapping, of_json


def setup(session: Session, *, lock: bool = False) -> CrmSetup | None:
    """None before anybody has looked at the mapping."""
    return session.get(CrmSetup, 1, with_for_update=lock, populate_existing=lock)


def mapping_in_force(session: Session) -> Mapping:
    """What was saved last; before that, what every Salesforce has."""
    found = setup(session)
    return of_json(found.mapping) if found else Mapping()
