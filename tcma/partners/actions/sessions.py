"""Signed-in browsers: a random token in the cookie, only its SHA-256 here.

Sessions live by the database's own clock: when the trial moves product time on by days, nobody is signed out.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.errors import NotFound
from tcma.base.roles import Actor
from tcma.partners.models import Partner, Person, WebSession
from tcma.partners.rules import lifetime, worn_out

_SEEN_EVERY = timedelta(minutes=1)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    session: Session, *, person_id: UUID, now: datetime, agent: str = "", replacing: str | None = None
) -> str:
    """Sign a browser in and return its token; the session of the token it had before ends."""
    if replacing:
        sign_out(session, token=replacing)
    person = session.get_one(Person, person_id)
    real = now - clock.offset(session)
    session.execute(delete(WebSession).where(WebSession.person_id == person_id, WebSession.expires_at <= real))
    token = secrets.token_urlsafe(32)
    opened = WebSession(
        person_id=person_id,
        token_hash=_hash(token),
        started_at=real,
        seen_at=real,
        expires_at=real + lifetime(person.role),
        agent=agent[:200],
    )
    session.add(opened)
    session.flush()
    return token


def actor_of(session: Session, token: str, *, now: datetime) -> Actor | None:
    """The person behind a cookie; None for a token that is unknown, expired, idle, or of someone who has left."""
    found = session.execute(
        select(WebSession, Person, Partner.deactivated_at)
        .join(Person, Person.id == WebSession.person_id)
        .outerjoin(Partner, Partner.id == Person.partner_id)
        .where(WebSession.token_hash == _hash(token))
    ).one_or_none()
    if found is None:
        return None
    web, person, firm_left = found
    real = now - clock.offset(session)
    if web.expires_at <= real or worn_out(person.role, seen_at=web.seen_at, now=real):
        return None
    if person.deactivated_at is not None or firm_left is not None:
        return None
    if real - web.seen_at > _SEEN_EVERY:
        web.seen_at = real
    return Actor(
        person_id=person.id,
        partner_id=person.partner_id,
        role=person.role,
        name=person.name,
        email=person.email,
        language=person.language,
        timezone=person.timezone,
    )


def session_of(session: Session, token: str) -> UUID | None:
    """Which of a person's sessions this browser is."""
    return session.scalar(select(WebSession.id).where(WebSession.token_hash == _hash(token)))


def sign_out(session: Session, *, token: str) -> None:
    """End this browser's session; an unknown token is as good as signed out."""
    session.execute(delete(WebSession).where(WebSession.token_hash == _hash(token)))


def end_session(session: Session, *, session_id: UUID, person_id: UUID) -> None:
    """End one of one's own sessions; another person's is NotFound."""
    gone = session.execute(
        delete(WebSession)
        .where(WebSession.id == session_id, WebSession.person_id == person_id)
        .returning(WebSession.id)
    )
    if gone.first() is None:
        raise NotFound


def end_other_sessions(session: Session, *, person_id: UUID, token: str | None = None) -> None:
    """End every session of a person but the one of `token`."""
    others = delete(WebSession).where(WebSession.person_id == person_id)
    if token:
        others = others.where(WebSession.token_hash != _hash(token))
    session.execute(others)
