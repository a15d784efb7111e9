"""The trial's clock: it goes forward, and takes the simulator along.

Once, before anything is sent, it may be set back: the sample programme begins weeks ago and then lives up to today.
"""

import json
import urllib.request
from datetime import datetime, timedelta

from rq import Queue
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.clock import ClockOffset
from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.deals.models import Registration
from tcma.delivery.models import Message, Step
from tcma.delivery.rules import MessageState
from tcma.events.models import Event
from tcma.events.models import Registration as Guest
from tcma.events.rules import EventState, SeatState
from tcma.launches.models import Launch
from tcma.launches.rules import LaunchState
from tcma.leads.models import Offer
from tcma.leads.rules import OfferState
from tcma.reactions import TIMERS

HOUR = 3600


def next_due(session: Session) -> datetime | None:
    """When something happens by itself next: the end of a hold, an offer, an event or a protection; a step, a mail, a
    reminder."""
    holds = select(func.min(Launch.hold_until)).where(Launch.state == LaunchState.HOLDING)
    steps = select(func.min(Step.due_at)).where(
        Step.planned_at.is_(None), Step.cancelled_at.is_(None),
        Step.held_at.is_(None) | (Step.held_reason == "hold"), Step.due_at > clock.now(session),
    )
    waiting = select(func.min(Message.leaves_at)).where(
        Message.state == MessageState.QUEUED, Message.leaves_at > clock.now(session)
    )
    protections = select(func.min(Registration.protection_due_at)).where(
        Registration.protection_due_at > clock.now(session)
    )
    ends = Event.starts_at + func.make_interval(0, 0, 0, 0, 0, Event.minutes)
    events = (
        select(func.min(Event.hold_until)),
        select(func.min(ends)).where(Event.state == EventState.PUBLISHED),
        select(func.min(Guest.offer_expires_at)).where(Guest.state == SeatState.OFFERED),
    )
    reminders = select(func.min(Registration.escalate_at)).where(Registration.escalate_at > clock.now(session))
    asked = select(func.min(Offer.due_at)).where(Offer.state == OfferState.OPEN)
    queries = (holds, steps, waiting, protections, reminders, *events, asked)
    found = [moment for query in queries if (moment := session.scalar(query)) is not None]
    return min(found, default=None)


def set_offset(session: Session, offset: timedelta) -> None:
    """Product time is the database's clock plus `offset` from the commit on."""
    statement = insert(ClockOffset).values(id=1, offset=offset)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"offset": offset}))
    session.execute(  # what waits for a time of the day waits for it by the database's clock
        update(Message).where(Message.state == MessageState.QUEUED, Message.leaves_at.is_not(None))
        .values(not_before=Message.leaves_at - offset)
    )


def advance(session: Session, to: datetime) -> timedelta:
    """Move product time forward to `to`, never back. Returns the new offset."""
    ahead = to - clock.now(session)
    offset = clock.offset(session) + max(ahead, timedelta(0))
    set_offset(session, offset)
    return offset


def begin(session: Session, at: datetime) -> timedelta:
    """Product time begins at `at`, in the past or not. Refused once a mail was planned. Returns the offset."""
    if session.scalar(select(Message.id).limit(1)):
        raise Refusal(N_("The clock goes forward only: mails have been sent."))
    offset = at - (clock.now(session) - clock.offset(session))
    set_offset(session, offset)
    return offset


def arrive(session: Session) -> timedelta:
    """Product time that is behind catches up with the database's clock. Returns the offset."""
    offset = max(clock.offset(session), timedelta(0))
    set_offset(session, offset)
    return offset


def tell_simulator(url: str | None, offset: timedelta) -> None:
    """Mails and events of the simulator carry product time too."""
    if url is None:
        return
    body = json.dumps({"offset_seconds": offset.total_seconds()}).encode()
    request = urllib.request.Request(f"{url}/_sim/clock", body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=5).close()


def catch_up(queue: Queue, skipped: timedelta) -> None:
    """Queue what is done each hour or less often: the beat counts seconds of its process, and would not notice."""
    for timer in TIMERS:
        if timer.due is None and HOUR <= timer.every <= skipped.total_seconds():
            queue.enqueue(timer.job, job_timeout=120, result_ttl=0)
