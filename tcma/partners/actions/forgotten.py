"""A forgotten password: a link by mail, once, for an hour. Whether an account exists is never said."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import Gone
from tcma.base.facts import record
from tcma.base.words import N_
from tcma.partners.actions.hashing import hashed
from tcma.partners.actions.people import check_password
from tcma.partners.actions.sessions import end_other_sessions
from tcma.partners.models import Partner, PasswordReset, Person
from tcma.partners.queries import open_reset

PASSWORD_FORGOTTEN = "password forgotten"
"""Subject: the reset."""

WORKS = timedelta(hours=1)
MOST = 5  # mails to one person in that time, whoever asks from wherever
OVER = N_("This link was used, or its hour is over. Ask for a new one on the sign-in page.")


def ask_reset(session: Session, *, email: str, now: datetime) -> None:
    """Mail a link to the person of this address, if there is one; an earlier link ends.

    For nobody a fact is written all the same, about nothing: the answer takes as long.
    """
    person = session.scalar(
        select(Person)
        .outerjoin(Partner, Partner.id == Person.partner_id)
        .where(
            Person.email == email.strip().casefold(), Person.deactivated_at.is_(None), Partner.deactivated_at.is_(None)
        )
    )
    lately = select(func.count()).where(
        PasswordReset.person_id == (person.id if person else None), PasswordReset.asked_at > now - WORKS
    )
    if (session.scalar(lately) or 0) >= MOST or person is None:
        record(session, PASSWORD_FORGOTTEN, new_id())
        return
    session.execute(
        update(PasswordReset)
        .where(PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None))
        .values(expires_at=now)
    )
    asked = PasswordReset(person_id=person.id, asked_at=now, expires_at=now + WORKS)
    session.add(asked)
    session.flush()
    record(session, PASSWORD_FORGOTTEN, asked.id)


def reset_password(session: Session, *, reset_id: UUID, password: str, now: datetime) -> Person:
    """Set the new password and sign every browser of this person out. Once; a second try finds it gone."""
    if open_reset(session, reset_id, now=now) is None:
        raise Gone(OVER)
    person = session.get_one(Person, session.get_one(PasswordReset, reset_id).person_id)
    check_password(session, password, about=(person.name, person.email))
    taken = session.execute(
        update(PasswordReset)
        .where(PasswordReset.id == reset_id, PasswordReset.used_at.is_(None), PasswordReset.expires_at > now)
        .values(used_at=now)
        .returning(PasswordReset.id)
    )
    if taken.first() is None:
        raise Gone(OVER)
    person.password_hash = hashed(password)
    end_other_sessions(session, person_id=person.id)
    session.flush()
    return person
