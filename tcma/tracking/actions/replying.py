"""Answers by mail: passed on to the partner's person; and a response, so that the mails of the launch end."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.rules import addr_key
from tcma.base.errors import Refusal
from tcma.base.words import gettext, speaking
from tcma.branding.queries import brand_of
from tcma.composing.models import Composition
from tcma.composing.rules import Note
from tcma.delivery.actions import answered_origin, send_note
from tcma.delivery.models import Attempt, Message, Step, StepContent
from tcma.delivery.rules import Attachment
from tcma.partners.models import Partner, Person, Programme
from tcma.senders.queries import partner_domains
from tcma.tracking.actions.responses import record_response
from tcma.tracking.rules import Channel, ResponseKind
from tcma.tracking.rules.replies import Reply, read_reply

REPLY_ORIGIN, STRANGER_ORIGIN = "reply", "stranger"
STRANGERS = 50  # mails a day, for one partner, from people whom it did not write to: an address leaks, and spam comes
LARGEST = 7 * 1024 * 1024  # bytes of a mail that is passed on as a file: in Base64 it stays below ten million


def take_reply(session: Session, raw: bytes, *, domain: str, public_url: str, now: datetime) -> str:
    """Pass one mail on, and store that its writer has answered. Twice is once.

    Returns why nothing follows from it, '' where something does. `domain`: of the addresses for answers.
    """
    senders = [session.get_one(Programme, 1).sender_domain, *partner_domains(session)]
    reply = read_reply(raw, domain=domain, senders=senders)
    if reply.automatic:
        return reply.automatic
    origin_id = next((found for one in reply.to if (found := answered_origin(one, domain=domain)) is not None), None)
    if origin_id is None:
        return "not to an address that we signed"
    step = session.scalars(select(Step).where(Step.origin_id == origin_id).order_by(Step.position).limit(1)).first()
    if step is None or step.partner_id is None:
        return "nothing that we sent"
    partner = session.get_one(Partner, step.partner_id)
    message = _answered(session, origin_id, partner.id, reply)
    digest = hashlib.sha256(raw).hexdigest()
    if message is None and _strangers(session, partner.id, now) >= STRANGERS:
        return "too many of strangers"
    ends = message is not None and message.contact_id is not None and step.origin == "launch"
    if ends and message is not None:
        _respond(session, message, reply, partner_id=partner.id, launch_id=origin_id, digest=digest, now=now)
    _pass_on(session, raw, reply, message, partner=partner, origin_id=uuid5(origin_id, digest),
             step=step, ends=ends, public_url=public_url, now=now)  # fmt: skip
    return ""


def _answered(session: Session, origin_id: UUID, partner_id: UUID, reply: Reply) -> Message | None:
    """The mail that was answered: the last to the address that the answer comes from; where it comes from another
    one, the mail whose id it refers to."""
    sent = (
        select(Message).join(Step, Step.id == Message.step_id)
        .where(Step.origin_id == origin_id, Message.partner_id == partner_id)
        .order_by(Step.position.desc(), Message.id.desc()).limit(1)
    )  # fmt: skip
    try:
        by_address = session.scalars(sent.where(Message.addr_key == addr_key(reply.sender))).first()
    except Refusal:  # no address at all
        by_address = None
    if by_address is not None or not reply.references:
        return by_address
    # SES adds its own domain to its id; by SMTP the id is the whole of ours, with its brackets.
    ids = [form for one in reply.references for form in (one.partition("@")[0], f"<{one}>")]
    attempted = sent.join(Attempt, Attempt.message_id == Message.id)
    return session.scalars(attempted.where(Attempt.ses_message_id.in_(ids), Attempt.ses_message_id != "")).first()


def _strangers(session: Session, partner_id: UUID, now: datetime) -> int:
    """How many such mails of the last day were passed on."""
    lately = (Step.origin == STRANGER_ORIGIN, Step.partner_id == partner_id, Step.due_at > now - timedelta(days=1))
    return session.scalar(select(func.count()).select_from(Step).where(*lately)) or 0


def _respond(
    session: Session, message: Message, reply: Reply, *, partner_id: UUID, launch_id: UUID, digest: str, now: datetime
) -> None:
    step = session.get_one(Step, message.step_id)
    assert message.contact_id is not None
    if step.asset_id is None:
        return
    record_response(
        session, partner_id=partner_id, contact_id=message.contact_id, kind=ResponseKind.REPLY,
        asset_id=step.asset_id, language=message.language, launch_id=launch_id, message_id=message.id,
        channel=Channel.EMAIL, answers={"message": reply.text} if reply.text else {}, key=f"reply:{digest}", now=now,
    )  # fmt: skip


def _pass_on(
    session: Session, raw: bytes, reply: Reply, message: Message | None, *, partner: Partner, origin_id: UUID,
    step: Step, ends: bool, public_url: str, now: datetime,
) -> None:
    who = reply.name or reply.sender or gettext("Somebody")
    known = message is not None and message.contact_id is not None
    whole = len(raw) <= LARGEST
    with speaking(partner.language):
        paragraphs = [*filter(None, reply.text.split("\n\n"))] or [gettext("There are no words in it.")]
        after = [gettext("Answer this mail, and %(who)s gets your answer.", who=who)]
        if ends:
            after.append(gettext("The further mails of this campaign no longer go to this person."))
        elif message is None:
            after.append(gettext("It does not come from an address that you wrote to."))
        if not whole:
            after.append(gettext("It is too large to be passed on as a whole. Ask for its files on another way."))
        note = Note(
            subject=reply.subject or gettext("An answer without a subject"),
            heading=gettext("%(who)s has answered your mail", who=who),
            paragraphs=tuple(paragraphs), after=tuple(after),
            facts=tuple(fact for fact in ((gettext("Name"), reply.name), (gettext("E-mail"), reply.sender)) if fact[1]),
            button=(gettext("See the person"), f"{public_url}/contacts/{message.contact_id}")
            if message is not None and known else None,
            why=gettext("You get this because answers to your firm's campaigns go to this address."),
        )  # fmt: skip
    send_note(
        session, note=note, origin=REPLY_ORIGIN if message is not None else STRANGER_ORIGIN, origin_id=origin_id,
        to=_person(session, partner.id, step), language=partner.language, partner_id=partner.id, now=now,
        service=True, reply_to=_sendable(reply.sender),
        attachments=(Attachment("answer.eml", "application/octet-stream", raw),) if whole else (),
    )  # fmt: skip


def _person(session: Session, partner_id: UUID, step: Step) -> str:
    """Whom the partner named for answers, or its office in whose brand it wrote; where they named nobody since, who
    has been with the partner longest."""
    office_id = session.scalar(
        select(Composition.office_id).join(StepContent, StepContent.composition_id == Composition.id)
        .where(StepContent.step_id == step.id).limit(1)
    )  # fmt: skip
    first = (
        select(Person.email).where(Person.partner_id == partner_id, Person.deactivated_at.is_(None))
        .order_by(Person.created_at, Person.id).limit(1)
    )  # fmt: skip
    return brand_of(session, partner_id, office_id).contact_email or session.scalars(first).one()


def _sendable(address: str) -> str:
    """For Reply-To; nothing for what is no address that SES takes."""
    try:
        return addr_key(address) and address
    except Refusal:
        return ""
