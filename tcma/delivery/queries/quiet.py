"""The quiet hours that the programme has set."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.delivery.rules.quiet import Quiet
from tcma.partners.models import Programme


def quiet_hours(session: Session) -> Quiet:
    """Those of the programme; none before there is one."""
    row = session.execute(select(Programme.quiet_from, Programme.quiet_until, Programme.quiet_weekends)).one_or_none()
    return Quiet(*row) if row is not None else Quiet()
