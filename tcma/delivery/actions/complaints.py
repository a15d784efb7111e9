"""Bounces and complaints: who is not written to any more because of them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.actions import suppress
from tcma.delivery.models import DeliveryEvent, Message
from tcma.delivery.rules import EventKind
from tcma.delivery.rules.events import bounces_too_often

OBJECTIONS = frozenset({EventKind.BOUNCED, EventKind.COMPLAINED})
STOPPING = OBJECTIONS | {EventKind.BOUNCED_FOR_NOW}


def suppress_after(session: Session, message: Message, kind: EventKind, *, addr_key: str, now: datetime) -> None:
    """A hard bounce or a complaint stops everyone; three soft bounces in 14 days stop the partner.

    `addr_key` is the recipient's: the message's own, unless its person was erased since. The event itself is
    written already. Its order among others changes nothing.
    """
    if kind in (EventKind.BOUNCED, EventKind.COMPLAINED):
        reason = "complained" if kind is EventKind.COMPLAINED else "bounced"
        suppress(session, scope="global", partner_id=None, addr_key=addr_key, reason=reason,
                 message_id=message.id, origin_partner_id=message.partner_id, now=now)
    elif kind is EventKind.BOUNCED_FOR_NOW and message.partner_id is not None:
        bounces = session.execute(
            select(DeliveryEvent.message_id, DeliveryEvent.at).join(Message, Message.id == DeliveryEvent.message_id)
            .where(Message.partner_id == message.partner_id, Message.addr_key == message.addr_key,
                   DeliveryEvent.kind == EventKind.BOUNCED_FOR_NOW)
        )
        if bounces_too_often([(message_id, at) for message_id, at in bounces]):
            suppress(session, scope="partner", partner_id=message.partner_id, addr_key=addr_key,
                     reason="bounced", message_id=message.id, now=now)
