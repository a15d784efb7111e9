"""Responses: the touch, the response and its owner in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base import facts
from tcma.catalogue.models import AssetRow
from tcma.composing.models import Link
from tcma.delivery.models import Message, Step
from tcma.tracking.actions.traits import keep_engagement
from tcma.tracking.models import Response, Touch
from tcma.tracking.queries.own_people import own_people
from tcma.tracking.rules import SHARED, Channel, ResponseKind, TouchKind
from tcma.tracking.rules.touches import TOUCH_OF

RESPONSE_RECORDED = "response recorded"
"""Subject: the response."""


def record_response(
    session: Session,
    *,
    partner_id: UUID,
    contact_id: UUID,
    kind: ResponseKind,
    asset_id: UUID,
    language: str,
    key: str,
    now: datetime,
    launch_id: UUID | None = None,
    answers: Mapping[str, str] | None = None,
    message_id: UUID | None = None,
    link_id: UUID | None = None,
    channel: Channel = Channel.PAGE,
    variant: str = "",
) -> Response:
    """Store what a person asked for, with its owner. The same `key` again returns the first one.

    `asset_id` is where it was asked, a page for example. `message_id` and `link_id` come from a token
    of ours: then the touch is credited to that mail, or without a message to the post of the shared link,
    which brought the visit. What a partner only logs
    (`answered`), what is but the sum of touches (`score`), what own people do and what comes from a test mail is stored
    and earns nothing.
    """
    # Two at once with one key: the second waits here, and finds what the first has stored.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    known = session.scalars(select(Response).where(Response.key == key)).one_or_none()
    if known is not None:
        return known
    asset = session.get_one(AssetRow, asset_id)
    ours = or_(Contact.partner_id == partner_id, Contact.partner_id.is_(None))  # without a partner: erased
    contact = session.scalars(select(Contact).where(Contact.id == contact_id, ours)).one()
    link = _brought(session, partner_id, launch_id, message_id, link_id)
    logged = TOUCH_OF[kind] is TouchKind.LOGGED
    trying = own_people(session, partner_id).has(contact.email) or _from_test(session, message_id)
    touch = Touch(
        at=now, kind=TOUCH_OF[kind], counts=not (logged or trying), partner_id=partner_id, contact_id=contact_id,
        language=language,
        channel=_channel(link) or channel,
        message_id=message_id if link else None,
        link_id=link.id if link else None,
        kit_id=asset.kit_id,
        version_id=link.version_id if link else asset.version_id,
        asset_id=link.asset_id if link else asset.id,
        launch_id=launch_id,
    )  # fmt: skip
    session.add(touch)
    session.flush()
    response = Response(
        at=now, kind=kind, partner_id=partner_id, contact_id=contact_id, touch_id=touch.id, language=language,
        kit_id=asset.kit_id, version_id=asset.version_id, asset_id=asset.id, launch_id=launch_id,
        answers=dict(answers or {}), key=key, variant=variant,
    )  # fmt: skip
    session.add(response)
    session.flush()
    keep_engagement(session, [contact_id])
    facts.record(session, RESPONSE_RECORDED, response.id)
    return response


def _channel(link: Link | None) -> Channel | None:
    if link is None:
        return None
    return Channel.SOCIAL if link.kind == SHARED else Channel.EMAIL


def _brought(
    session: Session, partner_id: UUID, launch_id: UUID | None, message_id: UUID | None, link_id: UUID | None
) -> Link | None:
    """The link that brought the visit; None unless it and the message are there, this partner's and of this launch."""
    if link_id is None:
        return None
    if message_id is None:
        shared = select(Link).where(Link.id == link_id, Link.partner_id == partner_id, Link.kind == SHARED)
        return session.scalars(shared).one_or_none()
    if session.scalar(select(Message.id).where(Message.id == message_id, Message.partner_id == partner_id)) is None:
        return None
    ours = (Link.partner_id == partner_id) & or_(Link.origin_id.is_(None), Link.origin_id == launch_id)
    return session.scalars(select(Link).where(Link.id == link_id, ours)).one_or_none()


def _from_test(session: Session, message_id: UUID | None) -> bool:
    """Whether the visit came from a mail that somebody sent to themselves."""
    origin = select(Step.origin).join(Message, Message.step_id == Step.id).where(Message.id == message_id)
    return message_id is not None and session.scalar(origin) == "test"
