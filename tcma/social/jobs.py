"""Jobs of sharing."""

from uuid import UUID

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.social import actions


def send_link(sharer_id: str) -> None:
    """A colleague was given a page: the mail with its link. Safe to run twice: one mail for each page."""
    with transaction() as session:
        actions.send_link(session, UUID(sharer_id), public_url=use(Settings).public_url, now=clock.now(session))
