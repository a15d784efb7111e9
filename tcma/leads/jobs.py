"""Jobs of leads."""

from uuid import UUID

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.leads import actions


def take_response(response_id: str) -> None:
    """A response was recorded: its lead. Safe to run twice."""
    with transaction() as session:
        actions.take_response(session, response_id=UUID(response_id), now=clock.now(session))


def alert(lead_id: str) -> None:
    """Tell the partner's people of a new lead by mail. Safe to run twice: one mail a person and lead."""
    with transaction() as session:
        actions.send_alert(session, UUID(lead_id), public_url=use(Settings).public_url, now=clock.now(session))


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: their lead follows. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            actions.follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id, now=clock.now(session))
