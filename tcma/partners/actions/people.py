"""People: made, changed, and let go."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden, Invalid, NotFound, Refusal
from tcma.base.roles import PARTNER_ROLES, VENDOR_ROLES, Actor, Role
from tcma.base.words import LANGUAGES, N_
from tcma.partners.actions.hashing import hashed, matches
from tcma.partners.actions.sessions import end_other_sessions
from tcma.partners.models import Person, Programme
from tcma.partners.rules import grantable, password_problem


def check_password(session: Session, password: str, *, about: Iterable[str], field: str = "password") -> None:
    """Refuse a password that is too short, too long, or guessed first."""
    programme = session.get(Programme, 1)
    names = [*about, programme.vendor_name if programme else ""]
    if problem := password_problem(password, about=names):
        raise Invalid({field: problem})


def add_person(
    session: Session, *, email: str, name: str, role: Role, partner_id: UUID | None, language: str, timezone: str,
    now: datetime, password: str | None = None,
) -> Person:  # fmt: skip
    """A new person. Without a password they can't sign in until they set one."""
    if role not in (PARTNER_ROLES if partner_id else VENDOR_ROLES):
        raise Refusal(N_("This role belongs to the other side of the programme."))
    folded = email.strip().casefold()
    if session.scalar(select(Person.id).where(Person.email == folded)):
        raise Invalid({"email": Refusal(N_("This address already has an account."))})
    if password is not None:
        check_password(session, password, about=(name, folded))
    person = Person(
        email=folded, name=name.strip(), role=role, partner_id=partner_id, language=language, timezone=timezone,
        password_hash=hashed(password) if password is not None else None, created_at=now,
    )  # fmt: skip
    session.add(person)
    session.flush()
    return person


def update_profile(session: Session, *, person_id: UUID, name: str, language: str, timezone: str, theme: str) -> Person:
    """Change what is one's own: name, language, time zone, theme."""
    problems: dict[str, Refusal] = {}
    if not name.strip():
        problems["name"] = Refusal(N_("Enter your name."))
    if language not in LANGUAGES:
        problems["language"] = Refusal(N_("Choose one of the languages."))
    if timezone not in available_timezones():
        problems["timezone"] = Refusal(N_("Choose one of the time zones."))
    if problems:
        raise Invalid(problems)
    person = session.get_one(Person, person_id)
    person.name, person.language, person.timezone = name.strip(), language, timezone
    set_theme(session, person_id=person_id, theme=theme)
    return person


def set_language(session: Session, *, person_id: UUID, language: str) -> None:
    """Remember the language a person reads; an unknown one changes nothing."""
    if language in LANGUAGES:
        session.get_one(Person, person_id).language = language


def set_theme(session: Session, *, person_id: UUID, theme: str) -> None:
    """Remember 'light' or 'dark'; anything else follows the device."""
    session.get_one(Person, person_id).theme = theme if theme in ("light", "dark") else ""


def change_password(session: Session, *, person_id: UUID, current: str, new: str, token: str) -> None:
    """Set a new password; every other browser of this person is signed out."""
    person = session.get_one(Person, person_id)
    if not matches(current, person.password_hash):
        raise Invalid({"current": Refusal(N_("This is not your current password."))})
    check_password(session, new, about=(person.name, person.email), field="new")
    person.password_hash = hashed(new)
    end_other_sessions(session, person_id=person_id, token=token)


def _colleague(session: Session, person_id: UUID, actor: Actor) -> Person:
    """A person of the actor's own organisation, for an administrator of it."""
    if not grantable(actor.role):
        raise Forbidden
    person = session.get(Person, person_id)
    if person is None or person.partner_id != actor.partner_id:
        raise NotFound
    return person


def _not_the_last_admin(session: Session, person: Person) -> None:
    admin = Role.PARTNER_ADMIN if person.partner_id else Role.VENDOR_ADMIN
    same = Person.partner_id == person.partner_id if person.partner_id else Person.partner_id.is_(None)
    # Locked, so that two administrators who let each other go at the same moment can't both succeed.
    others = session.scalars(
        select(Person.id)
        .where(same, Person.role == admin, Person.deactivated_at.is_(None))
        .order_by(Person.id)
        .with_for_update()
    ).all()
    if person.role is admin and set(others) <= {person.id}:
        raise Refusal(N_("One administrator has to stay. Make a colleague administrator first."))


def change_role(session: Session, *, person_id: UUID, role: Role, actor: Actor) -> Person:
    """Give a colleague another role; they are signed out everywhere."""
    person = _colleague(session, person_id, actor)
    if role not in grantable(actor.role):
        raise Forbidden
    if role is not person.role:
        _not_the_last_admin(session, person)
        person.role = role
        end_other_sessions(session, person_id=person.id)
        session.flush()
    return person


def deactivate(session: Session, *, person_id: UUID, actor: Actor, now: datetime) -> Person:
    """Take a colleague's access away at once; what they did stays."""
    person = _colleague(session, person_id, actor)
    _not_the_last_admin(session, person)
    person.deactivated_at = now
    end_other_sessions(session, person_id=person.id)
    session.flush()
    return person


def reactivate(session: Session, *, person_id: UUID, actor: Actor) -> Person:
    """Undo `deactivate`."""
    person = _colleague(session, person_id, actor)
    person.deactivated_at = None
    session.flush()
    return person
