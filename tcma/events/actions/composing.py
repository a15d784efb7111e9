"""A mail of an event in each of its languages, as the delivery machine wants it."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.composing import actions as composing
from tcma.composing.models import Composition
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step
from tcma.delivery.rules import Policy
from tcma.delivery.rules.mail import sender
from tcma.events.models import Event, EventMail
from tcma.events.queries.events import brand_in, occasion_of
from tcma.events.queries.places import landing
from tcma.events.rules import HAVE_SEATS
from tcma.launches.rules import sender_name
from tcma.partners.models import Partner, Programme
from tcma.senders.queries import outgoing


def compose_step(session: Session, event: Event, mail: EventMail, *, now: datetime, held: str = "") -> Step:
    """The mail in each of the event's languages, ready for the delivery machine."""
    programme, partner = session.get_one(Programme, 1), session.get_one(Partner, event.partner_id)
    version, brand = session.get_one(KitVersion, event.version_id), brand_in(session, event)
    contents = letters(session, event, mail, now=now)
    kit = kit_content(version)
    service = kit.serves(mail.asset_key)
    if not service:
        composing.tell_topic(session, version=version, partner_id=partner.id, now=now)
    return delivery.schedule(
        session, partner_id=partner.id, origin="event", origin_id=event.id, contents=contents,
        policy=Policy.AT_MOST_ONCE if mail.due_at else Policy.AT_LEAST_ONCE,
        sender=sender(sender_name(brand.name, programme.vendor_name), outgoing(session, partner.id).address),
        reply_to=delivery.reply_address(event.id, instead=brand.contact_email),
        version_id=version.id, position=mail.position, held=held, due_at=mail.due_at or now,
        asset_id=asset_row(session, version.id, mail.asset_key).id,
        service=service, topic="" if service else kit.about,
    )  # fmt: skip


def letters(session: Session, event: Event, mail: EventMail, *, now: datetime) -> dict[str, Composition]:
    """{language: the mail of the event's version}, stored."""
    partner, version = session.get_one(Partner, event.partner_id), session.get_one(KitVersion, event.version_id)
    return {
        tag: composing.compose(
            session, version=version, asset_key=mail.asset_key, partner_id=partner.id, language=tag,
            own_words=event.own_words.get(tag, {}), origin_id=event.id, now=now,
            landing_url=landing(partner.slug, event.id, tag),
            occasion=occasion_of(
                session, event, tag, offered=mail.audience == "offered", seated=mail.audience in HAVE_SEATS
            ),
            office_id=event.office_id,
        )
        for tag in event.languages
    }  # fmt: skip
