"""What the CRM means, as the vendor's administrator says it."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden, Invalid, Refusal
from tcma.base.roles import Actor, Role
from tcma.base.words import N_
from tcma.crm.models import CrmSetup
from tcma.crm.queries import setup
from tcma.crm.rules.mapping import Mapping, checked, to_json

MOST_MINUTES = 24 * 60


def save_mapping(
    session: Session, *, mapping: Mapping, every_minutes: int, actor: Actor, now: datetime
) -> CrmSetup:
    """It counts from the next reading on. Raises Invalid for what can't be meant."""
    if actor.role is not Role.VENDOR_ADMIN:
        raise Forbidden
    errors = {}
    if not 0 <= every_minutes <= MOST_MINUTES:
        errors["every_minutes"] = Refusal(
            N_("Enter a number from %(least)s to %(most)s."), least=0, most=MOST_MINUTES
        )
    try:
        mapping = checked(mapping)
    except Invalid as refused:
        errors |= refused.errors
    if errors:
        raise Invalid(errors)
    found = setup(session, lock=True)
    if found is None:
        found = CrmSetup(id=1)
        session.add(found)
    found.mapping, found.every_minutes = to_json(mapping), every_minutes
    found.changed_by, found.changed_at = actor.person, now
    session.flush()
    return found
