"""A test mail to oneself: the very mail, to the person who asked for it."""

from datetime import datetime

from sqlalchemy.orm import Session

from tcma.audiences.rules import addr_key
from tcma.base.db import new_id
from tcma.base.roles import Actor
from tcma.branding.queries import brand_of
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row
from tcma.composing import actions as composing
from tcma.delivery import actions as delivery
from tcma.delivery.actions import Recipient
from tcma.delivery.rules import Policy
from tcma.delivery.rules.mail import sender
from tcma.launches.models import Launch
from tcma.launches.queries.places import landing
from tcma.launches.rules import NotReady, sender_name
from tcma.partners.models import Partner, Programme
from tcma.senders.queries import not_verified, outgoing


def send_test(
    session: Session, *, launch: Launch, actor: Actor, asset_key: str, language: str, verified: bool, now: datetime
) -> None:
    """Send one asset of a draft to the actor. Its clicks and answers count for nobody."""
    programme, partner = session.get_one(Programme, 1), session.get_one(Partner, launch.partner_id)
    used = outgoing(session, partner.id, launch.sender)
    if not verified:
        message, values = not_verified(session, used)
        raise NotReady(message, **values)
    version = session.get_one(KitVersion, launch.version_id)
    brand = brand_of(session, partner.id, launch.office_id)
    composition = composing.compose(
        session, version=version, asset_key=asset_key, partner_id=partner.id, language=language,
        own_words=launch.own_words.get(language, {}), origin_id=launch.id, now=now,
        landing_url=landing(partner.slug, launch.id, language), office_id=launch.office_id,
    )  # fmt: skip
    step = delivery.schedule(
        session, partner_id=partner.id, origin="test", origin_id=new_id(), policy=Policy.AT_MOST_ONCE,
        sender=sender(sender_name(brand.name, programme.vendor_name), used.address),
        reply_to=brand.contact_email, contents={language: composition}, due_at=now, version_id=version.id,
        asset_id=asset_row(session, version.id, asset_key).id,
    )  # fmt: skip
    first, _, last = actor.name.partition(" ")
    values = {"first_name": first, "last_name": last, "company": partner.name, "basis": "express"}
    key = addr_key(actor.email)
    me = Recipient(key=key, email=actor.email, addr_key=key, language=language, values=values)
    delivery.plan(session, step=step, recipients=[me], now=now)
    delivery.finish_planning(session, step=step, now=now)
