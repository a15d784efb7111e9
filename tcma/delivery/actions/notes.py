"""Transactional mails: what a person asked for or must know. The same tables, at least once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.rules import addr_key
from tcma.base import tokens
from tcma.base.words import gettext, speaking
from tcma.branding.queries import brand_of
from tcma.composing.actions import compose_note
from tcma.composing.rules import Note
from tcma.delivery.actions.plan import Recipient, finish_planning, plan
from tcma.delivery.actions.steps import schedule
from tcma.delivery.models import Step
from tcma.delivery.rules import Attachment, Policy
from tcma.delivery.rules.mail import sender
from tcma.partners.models import Programme
from tcma.partners.queries import invitation_mail, open_reset


def send_note(session: Session, *, note: Note, origin: str, origin_id: UUID, to: str, language: str,
              partner_id: UUID | None, now: datetime, service: bool = False, reply_to: str = "",
              attachments: Sequence[Attachment] = (), office_id: UUID | None = None) -> None:
    """One mail to one person, once per origin. It wears the partner's brand where `partner_id` is given, or that of
    its office.

    `service`: the person asked for it, so that an earlier no to marketing does not stop it.
    """
    if session.scalar(select(Step.id).where(Step.origin == origin, Step.origin_id == origin_id)):
        return
    programme = session.get_one(Programme, 1)
    name = brand_of(session, partner_id, office_id).name if partner_id else programme.vendor_name
    step = schedule(
        session, partner_id=partner_id, origin=origin, origin_id=origin_id, policy=Policy.AT_LEAST_ONCE,
        service=service, reply_to=reply_to, sender=sender(name, f"programme@{programme.sender_domain}"), due_at=now,
        contents={language: compose_note(
            session, note=note, language=language, partner_id=partner_id, office_id=office_id, now=now
        )},
    )
    key = addr_key(to)
    plan(session, step=step, recipients=[Recipient(key, to, key, language, {}, attachments=attachments)], now=now)
    finish_planning(session, step=step, now=now)


def send_invitation(session: Session, invitation_id: UUID, *, public_url: str, now: datetime) -> None:
    """The mail that lets a person in. Its link is a signed token over the invitation's id."""
    invited = invitation_mail(session, invitation_id)
    if invited is None:  # accepted or withdrawn meanwhile
        return
    link = f"{public_url}/in/{tokens.sign('invitation', invitation_id.bytes)}"
    with speaking(invited.language):
        names = {"inviter": invited.inviter, "organisation": invited.organisation, "vendor": invited.vendor}
        note = Note(
            subject=gettext("%(inviter)s invites you to %(vendor)s's partner programme", **names),
            heading=gettext("Your place at %(organisation)s", **names),
            paragraphs=(
                gettext("Hello %(name)s,", name=invited.name),
                gettext("%(inviter)s has invited you to work on campaigns and deals with %(vendor)s, "
                        "for %(organisation)s.", **names),
                gettext("Choose a password and you are in. The link works for 14 days, once."),
            ),
            button=(gettext("Accept the invitation"), link),
            why=gettext("You get this because %(inviter)s entered your address.", **names),
        )
    send_note(session, note=note, origin="invitation", origin_id=invitation_id, to=invited.to,
              language=invited.language, partner_id=None, now=now)


def send_reset(session: Session, reset_id: UUID, *, public_url: str, now: datetime) -> None:
    """The mail with the way back for who forgot the password; none for a link that is over already."""
    person = open_reset(session, reset_id, now=now)
    if person is None:
        return
    link = f"{public_url}/forgotten/{tokens.sign('password', reset_id.bytes)}"
    with speaking(person.language):
        note = Note(
            subject=gettext("Choose a new password"),
            paragraphs=(
                gettext("Hello %(name)s,", name=person.name),
                gettext("Somebody, probably you, asked for a new password. The link works once, for an hour. "
                        "If it was not you, leave it: your password stays as it is."),
            ),
            button=(gettext("Choose a new password"), link),
            why=gettext("You get this because your address was entered on the sign-in page."),
        )
    send_note(session, note=note, origin="password", origin_id=reset_id, to=person.email, language=person.language,
              partner_id=None, now=now)
