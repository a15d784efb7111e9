"""Jobs of attribution: ids in, safe to run twice."""

from uuid import UUID

from tcma.attribution import actions
from tcma.base import clock
from tcma.base.db import transaction


def correct_credit(deal_id: str) -> None:
    """A won deal was corrected, or its order is off: its credits follow."""
    with transaction() as session:
        actions.correct_credit(session, deal_id=UUID(deal_id), now=clock.now(session))


def credit_deal(deal_id: str) -> None:
    """A deal was won: its credits."""
    with transaction() as session:
        actions.credit_deal(session, deal_id=UUID(deal_id), now=clock.now(session))
