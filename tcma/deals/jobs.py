"""Jobs of deals. All are safe to run twice: one mail a person and occasion."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.deals import actions, queries
from tcma.deals.actions.forgetting import forget_logs, forget_prechecks
from tcma.deals.models import Deal, Registration


def registered(registration_id: str) -> None:
    """A registration was sent: who decides hears of it, unless a rule has answered."""
    _tell(registration_id, actions.tell_vendor)


def answered(registration_id: str) -> None:
    """A registration was decided, or asked about: the partner hears of it."""
    _tell(registration_id, actions.tell_answer)


def expired(deal_id: str) -> None:
    """A protection has ended: the partner hears of it."""
    with transaction() as session:
        registration_id = session.get_one(Deal, UUID(deal_id)).registration_id
    _tell(str(registration_id), actions.tell_end)


def asked(registration_id: str) -> None:
    """An appeal, an extension or an amount that rose: who decides hears of it."""
    _tell(registration_id, actions.tell_asked)


def extension_decided(registration_id: str) -> None:
    """More time, or not: the partner hears of it."""
    _tell(registration_id, actions.tell_extension)


def ended(registration_id: str) -> None:
    """The vendor took its approval back: the partner hears of it."""
    _tell(registration_id, actions.tell_ended)


def announce(step_id: str) -> None:
    """A registration or a deal came to another state: the programs of both sides are told."""
    with transaction() as session:
        actions.announce_step(session, UUID(step_id), public_url=use(Settings).public_url, now=clock.now(session))


class _Mail(Protocol):
    """Writes the mails of one occasion."""

    def __call__(self, session: Session, registration: Registration, /, *, public_url: str, now: datetime) -> None: ...


def _tell(registration_id: str, mail: _Mail) -> None:
    """Its row locked: two of us at once would both find that a mail is still to be written."""
    with transaction() as session:
        found = session.get_one(Registration, UUID(registration_id), with_for_update=True)
        mail(session, found, public_url=use(Settings).public_url, now=clock.now(session))


def remind(registration_id: str) -> None:
    """The vendor is reminded of a partner that waits, if it is time."""
    with transaction() as session:
        actions.remind(
            session, registration_id=UUID(registration_id), public_url=use(Settings).public_url, now=clock.now(session)
        )


def due_reminders(session: Session) -> Iterable[str]:
    """For the beat."""
    return map(str, queries.due_reminders(session, clock.now(session)))


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
    """Logs of what ended go after seven years, questions whether an account is free after one."""
    settings = use(Settings)
    kept, asked = timedelta(days=366 * settings.keep_audit_years), timedelta(days=settings.keep_prechecks_days)
    forget_in_batches("deal logs", lambda session, now, size: forget_logs(session, before=now - kept, limit=size))
    forget_in_batches("questions", lambda session, now, size: forget_prechecks(session, before=now - asked, limit=size))


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: their deals follow. Safe to run twice."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            actions.follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id)
