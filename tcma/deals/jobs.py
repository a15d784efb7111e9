"""Jobs of deals. All are safe to run twice: one mail a person and occasion."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.deals import actions, queries
from tcma.deals.actions.forgetting import forget_logs
from tcma.deals.models import Deal, Registration


def registered(registration_id: str) -> None:
    """A registration was sent: who decides hears of it, unless a rule has answered."""
    with transaction() as session:
        found = _held(session, UUID(registration_id))
        actions.tell_vendor(session, found, public_url=use(Settings).public_url, now=clock.now(session))


def answered(registration_id: str) -> None:
    """A registration was decided, or asked about: the partner hears of it."""
    with transaction() as session:
        found = _held(session, UUID(registration_id))
        actions.tell_answer(session, found, public_url=use(Settings).public_url, now=clock.now(session))


def expired(deal_id: str) -> None:
    """A protection has ended: the partner hears of it."""
    with transaction() as session:
        found = _held(session, session.get_one(Deal, UUID(deal_id)).registration_id)
        actions.tell_end(session, found, public_url=use(Settings).public_url, now=clock.now(session))


def watch(registration_id: str) -> None:
    """The next notice of a protection, or its end, if it is due."""
    with transaction() as session:
        actions.watch(
            session, registration_id=UUID(registration_id), public_url=use(Settings).public_url, now=clock.now(session)
        )


def due_protections(session: Session) -> Iterable[str]:
    """For the beat."""
    return map(str, queries.due_protections(session, clock.now(session)))


def forget() -> None:
    """Logs of what ended go after seven years."""
    kept = timedelta(days=366 * use(Settings).keep_audit_years)
    forget_in_batches("deal logs", lambda session, now, size: forget_logs(session, before=now - kept, limit=size))


def _held(session: Session, registration_id: UUID) -> Registration:
    """Its row locked: two of us at once would both find that a mail is still to be written."""
    return session.get_one(Registration, registration_id, with_for_update=True)


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: their deals follow. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            actions.follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id)
