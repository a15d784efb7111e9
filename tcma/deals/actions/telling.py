"""Mails about deals: each goes to every person once, in their language, however often it is asked for."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from tcma.base.roles import Role
from tcma.base.words import speaking
from tcma.composing.rules import Note
from tcma.deals.actions import mails
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import asked_for, came_to, deciders, desk, parties, partners_people
from tcma.deals.rules import RegistrationState, answer_due, days_left
from tcma.delivery.actions import send_note
from tcma.partners.models import Person

_S = RegistrationState


def tell_notice(
    session: Session, registration: Registration, deal: Deal, *, days: int, public_url: str, now: datetime
) -> None:
    """To the partner: the protection ends soon. `days` names the notice; what it says is true now."""
    until, sides = registration.protected_until, parties(session, registration)
    assert until is not None  # whoever asks looked at it
    link, left = f"{public_url}/deals/{registration.id}", days_left(until, sides.partner_timezone, now)
    _send(
        session, partners_people(session, registration.partner_id),
        lambda name: mails.notice(registration, deal, sides, until, left, name, link),
        "deal-notice", registration.id, f"{days}:{until.isoformat()}", now,
    )  # fmt: skip


def tell_end(session: Session, registration: Registration, *, public_url: str, now: datetime) -> None:
    """To the partner: the protection is over, and the account open again."""
    until, sides = registration.protected_until, parties(session, registration)
    if registration.state is not _S.EXPIRED or until is None:
        return
    link = f"{public_url}/deals/{registration.id}"
    _send(
        session, partners_people(session, registration.partner_id),
        lambda name: mails.end(registration, sides, until, name, link),
        "deal-end", registration.id, until.isoformat(), now,
    )  # fmt: skip


def tell_answer(session: Session, registration: Registration, *, public_url: str, now: datetime) -> None:
    """To the partner: approved, not approved, or a question. Nothing if it has moved on meanwhile."""
    if registration.state not in (_S.APPROVED, _S.REJECTED, _S.INFO_REQUESTED):
        return
    sides, link = parties(session, registration), f"{public_url}/deals/{registration.id}"
    _send(
        session, partners_people(session, registration.partner_id),
        lambda name: mails.answer(registration, sides, name, link),
        "deal-answer", registration.id, str(came_to(session, registration)), now,
    )  # fmt: skip


def tell_vendor(session: Session, registration: Registration, *, public_url: str, now: datetime) -> None:
    """To those who decide: a registration waits. Nothing if a rule or a person has answered."""
    since = registration.submitted_at
    if registration.state is not _S.UNDER_REVIEW or since is None:
        return
    sides, link = parties(session, registration), f"{public_url}/hq/deals/{registration.id}"
    due = registration.answer_due_at or answer_due(since, desk(session))
    _send(
        session, deciders(session), lambda name: mails.waiting(registration, sides, due, name, link),
        "deal-waiting", registration.id, str(came_to(session, registration)), now,
    )  # fmt: skip


def tell_asked(session: Session, registration: Registration, *, public_url: str, now: datetime) -> None:
    """To those who decide: an appeal, an extension or an amount that rose waits for a look."""
    since, kind = registration.waiting_since, asked_for(session, registration)
    if since is None or not kind:
        return
    sides, link = parties(session, registration), f"{public_url}/hq/deals/{registration.id}"
    due = registration.answer_due_at or answer_due(since, desk(session))
    # Whoever said no before is not asked again.
    people = [one for one in deciders(session) if kind != "appeal" or one.id != registration.appealed_from]
    _send(
        session, people, lambda name: mails.asked(registration, sides, kind, due, name, link), "deal-asked",
        registration.id, f"{kind}:{since.isoformat()}", now,
    )  # fmt: skip


def tell_extension(session: Session, registration: Registration, *, public_url: str, now: datetime) -> None:
    """To the partner: extended, or not."""
    until, sides = registration.protected_until, parties(session, registration)
    if registration.extension_asked_at is not None or until is None:
        return
    link, yes = f"{public_url}/deals/{registration.id}", registration.extended_at is not None
    _send(
        session, partners_people(session, registration.partner_id),
        lambda name: mails.extension(registration, sides, until, yes, name, link),
        "deal-extension", registration.id, f"{yes}:{until.isoformat()}", now,
    )  # fmt: skip


def tell_ended(session: Session, registration: Registration, *, public_url: str, now: datetime) -> None:
    """To the partner: the vendor took its approval back."""
    if registration.state is not _S.REVOKED:
        return
    sides, link = parties(session, registration), f"{public_url}/deals/{registration.id}"
    _send(
        session, partners_people(session, registration.partner_id),
        lambda name: mails.revoked(registration, sides, name, link), "deal-ended", registration.id, "revoked", now,
    )  # fmt: skip


def tell_late(
    session: Session, registration: Registration, *, since: datetime, over: bool, public_url: str, now: datetime
) -> None:
    """To those who decide: a partner has waited for most of the promised time; `over`: for all of it, to the admins."""
    sides, link = parties(session, registration), f"{public_url}/hq/deals/{registration.id}"
    due, people = registration.answer_due_at or answer_due(since, desk(session)), deciders(session)
    if not over:
        people = [one for one in people if one.role is Role.CHANNEL_MANAGER] or people
    _send(
        session, people, lambda name: mails.late(registration, sides, due, over, name, link), "deal-late",
        registration.id, f"{over}:{since.isoformat()}", now,
    )  # fmt: skip


def _send(
    session: Session, people: Iterable[Person], write: Callable[[str], Note], origin: str, registration_id: UUID,
    occasion: str, now: datetime,
) -> None:  # fmt: skip
    for person in people:
        with speaking(person.language):
            note = write(person.name)
        send_note(
            session, note=note, origin=origin, origin_id=uuid5(registration_id, f"{occasion}:{person.id}"),
            to=person.email, language=person.language, partner_id=None, now=now,
        )  # fmt: skip
