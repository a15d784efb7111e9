"""Scheduling: from here on the version, the words, the people and the times stand still."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.branding.queries import brand_of
from tcma.catalogue.models import KitRow, KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.composing import actions as composing
from tcma.delivery import actions as delivery
from tcma.delivery.rules import Policy
from tcma.delivery.rules.mail import sender
from tcma.launches.actions.letters import letters
from tcma.launches.actions.people import check_languages, snapshot
from tcma.launches.actions.times import step_times
from tcma.launches.models import Launch
from tcma.launches.queries.best import best_hour
from tcma.launches.rules import RETIRED, Best, LaunchState, NotNow, NotReady, sender_name, start_time
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
    if session.get_one(KitRow, launch.kit_id).retired_at is not None:
        raise NotNow(RETIRED, vendor=programme.vendor_name)
    if not verified:
        message, values = not_verified(session, outgoing(session, partner.id, launch.sender))
        raise NotReady(message, **values)
    best = best_hour(session, partner) if launch.when_kind == "best" else Best()
    launch.starts_at = start_time(launch.when_kind, launch.starts_at, now=now, hold=hold, zone=partner.timezone,
                                  best=best)  # fmt: skip
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
    kit, brand = kit_content(version), brand_of(session, partner.id, launch.office_id)
    whose = sender(sender_name(brand.name, programme.vendor_name), outgoing(session, partner.id, launch.sender).address)
    composing.tell_topic(session, version=version, partner_id=partner.id, now=now)
    times = step_times(session, launch, partner, kit)
    for position, step in enumerate(kit.steps):
        contents = letters(session, launch, step.asset, used, now=now)
        when = times[position]
        delivery.schedule(
            session, partner_id=partner.id, origin="launch", origin_id=launch.id, policy=Policy.AT_MOST_ONCE,
            sender=whose, reply_to=delivery.reply_address(launch.id, instead=brand.contact_email), topic=kit.about,
            contents=contents, version_id=version.id, position=position, held="hold",
            asset_id=asset_row(session, version.id, step.asset).id,
            due_at=when.due_at, local_at=when.local_at, open_until=when.open_until,
        )  # fmt: skip
