"""Scheduling: from here on the version, the words, the people and the times stand still."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.branding.queries import brand_of
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.composing import actions as composing
from tcma.delivery import actions as delivery
from tcma.delivery.rules import Policy
from tcma.delivery.rules.mail import sender
from tcma.launches.actions.people import check_languages, snapshot
from tcma.launches.models import Launch
from tcma.launches.queries.places import landing
from tcma.launches.rules import LaunchState, NotNow, NotReady, sender_name, start_time, step_time
from tcma.partners.models import Partner, Programme
from tcma.senders.queries import not_verified, outgoing

LAUNCH_SCHEDULED = "launch scheduled"


def schedule(
    session: Session, *, launch: Launch, actor: Actor, verified: bool, hold: timedelta, key: str, now: datetime
) -> Launch:
    """Fix the draft and hold it for the time of Undo. `key` names the page it came from: see `under_key`.

    `verified`: SES lets us send from the sender's domain. Refuses a launch without people, without a
    postal address, without a verified sender, or in a language that may not go out.
    """
    if launch.state is not LaunchState.DRAFT:
        raise NotNow(N_("This launch is already on its way."))
    programme, partner = session.get_one(Programme, 1), session.get_one(Partner, launch.partner_id)
    if not verified:
        message, values = not_verified(session, outgoing(session, partner.id, launch.sender))
        raise NotReady(message, **values)
    launch.starts_at = start_time(launch.when_kind, launch.starts_at, now=now, hold=hold, zone=partner.timezone)
    used = snapshot(session, launch, partner, now)
    check_languages(session, launch, used, programme)
    _schedule_steps(session, launch, partner, programme, used, now)
    launch.state, launch.idempotency_key = LaunchState.HOLDING, stored_key(partner.id, key)
    launch.hold_until, launch.scheduled_at, launch.scheduled_by = now + hold, now, actor.person_id
    launch.updated_at = now
    session.flush()
    facts.record(session, LAUNCH_SCHEDULED, launch.id)
    return launch


def stored_key(partner_id: UUID, key: str) -> str:
    """Keys come from the browser: one partner's can't be in another's way."""
    return f"{partner_id}:{key}"


def _schedule_steps(
    session: Session, launch: Launch, partner: Partner, programme: Programme, used: set[str], now: datetime
) -> None:
    version = session.get_one(KitVersion, launch.version_id)
    kit, brand = kit_content(version), brand_of(session, partner.id)
    whose = sender(sender_name(brand.name, programme.vendor_name), outgoing(session, partner.id, launch.sender).address)
    composing.tell_topic(session, version=version, partner_id=partner.id, now=now)
    assert launch.starts_at is not None  # set just before
    for position, step in enumerate(kit.steps):
        contents = {
            tag: composing.compose(
                session, version=version, asset_key=step.asset, partner_id=partner.id, language=tag,
                own_words=launch.own_words.get(tag, {}), origin_id=launch.id, now=now,
                landing_url=landing(partner.slug, launch.id, tag),
            )
            for tag in sorted(used)
        }  # fmt: skip
        delivery.schedule(
            session, partner_id=partner.id, origin="launch", origin_id=launch.id, policy=Policy.AT_MOST_ONCE,
            sender=whose, reply_to=delivery.reply_address(launch.id, instead=brand.contact_email), topic=kit.about,
            contents=contents, version_id=version.id, position=position, held="hold",
            due_at=step_time(launch.starts_at, step.day or 0, partner.timezone),
            asset_id=asset_row(session, version.id, step.asset).id,
        )  # fmt: skip
