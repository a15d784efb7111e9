"""What follows from what, and when: the whole choreography of the product on one page.

Every job is an id and a look in the database, safe to run twice.
"""

from collections.abc import Callable, Sequence
from threading import Event
from uuid import UUID

from rq import Queue
from sqlalchemy import update
from sqlalchemy.sql import func

from tcma.attribution.jobs import correct_credit, credit_deal
from tcma.audiences import jobs as audiences
from tcma.audiences.actions import CONTACTS_MERGED, OPT_IN_ASKED
from tcma.audiences.queries import due_imports
from tcma.base import facts
from tcma.base.beat import Timer
from tcma.base.db import transaction
from tcma.base.facts import Fact
from tcma.base.tools import use
from tcma.catalogue.actions import KIT_PUBLISHED
from tcma.crm import jobs as crm
from tcma.deals import jobs as deals
from tcma.deals.actions import (
    DEAL_APPEALED,
    DEAL_CORRECTED,
    DEAL_DECIDED,
    DEAL_ENDED,
    DEAL_EXPIRED,
    DEAL_EXTENSION_ASKED,
    DEAL_EXTENSION_DECIDED,
    DEAL_QUESTIONED,
    DEAL_RAISED,
    DEAL_REGISTERED,
    DEAL_STEPPED,
    DEAL_WON,
)
from tcma.delivery import jobs as delivery
from tcma.delivery.actions import CHECK_ASKED, READERS_OBJECTED, SENT_AGAIN
from tcma.delivery.actions.claim import due_steps
from tcma.events import jobs as events
from tcma.launches import jobs as launches
from tcma.leads import jobs as leads
from tcma.leads.actions import LEAD_CREATED, LEAD_RECYCLED
from tcma.leads.actions.vendor import LEAD_OFFERED, LEAD_RECEIVED, VENDOR_LEAD_ARRIVED, VENDOR_LEAD_UNASSIGNED
from tcma.localization import jobs as localization
from tcma.partners.actions import INVITED, PASSWORD_FORGOTTEN
from tcma.senders import jobs as senders
from tcma.senders.actions.warming import WARM_UP_ENDED
from tcma.social import jobs as social
from tcma.social.actions import SHARER_INVITED
from tcma.tracking import jobs as tracking
from tcma.tracking.actions import RESPONSE_RECORDED, TOUCHES_RECORDED
from tcma.webhooks import jobs as webhooks
from tcma.webhooks.actions import WEBHOOK_DISABLED

REACTIONS: dict[str, Sequence[Callable[[str], None]]] = {
    KIT_PUBLISHED: [launches.update, events.update],
    INVITED: [delivery.invite],
    PASSWORD_FORGOTTEN: [delivery.send_reset],
    SHARER_INVITED: [social.send_link],
    OPT_IN_ASKED: [delivery.confirm_opt_in],
    READERS_OBJECTED: [delivery.watch],
    CHECK_ASKED: [delivery.check],
    WARM_UP_ENDED: [delivery.go_on],
    SENT_AGAIN: [launches.reopen],
    TOUCHES_RECORDED: [leads.score, launches.follow],
    RESPONSE_RECORDED: [
        leads.take_response, launches.follow_response, events.follow_response, tracking.decide,
    ],
    LEAD_CREATED: [leads.alert],
    VENDOR_LEAD_ARRIVED: [leads.distribute],
    LEAD_OFFERED: [leads.offer],
    LEAD_RECEIVED: [leads.received],
    LEAD_RECYCLED: [leads.recycle],
    VENDOR_LEAD_UNASSIGNED: [leads.unassigned],
    WEBHOOK_DISABLED: [webhooks.disabled],
    DEAL_REGISTERED: [deals.registered],
    DEAL_QUESTIONED: [deals.answered],
    DEAL_DECIDED: [deals.answered],
    DEAL_WON: [credit_deal],
    DEAL_CORRECTED: [correct_credit],
    DEAL_EXPIRED: [deals.expired],
    DEAL_APPEALED: [deals.asked],
    DEAL_RAISED: [deals.asked],
    DEAL_EXTENSION_ASKED: [deals.asked],
    DEAL_EXTENSION_DECIDED: [deals.extension_decided],
    DEAL_ENDED: [deals.ended],
    DEAL_STEPPED: [deals.announce],
    # From the top down; deals before the leads they came of. The last one deletes the dropped contact.
    CONTACTS_MERGED: [
        events.follow_merge, launches.follow_merge, deals.follow_merge, leads.follow_merge, tracking.follow_merge,
        delivery.follow_merge, audiences.finish_merge,
    ],
}


def ring(fact_id: UUID) -> None:
    """Say that a fact is written; a sweep says it again if nobody heard."""
    use(Queue).enqueue(react, str(fact_id), job_id=f"fact-{fact_id}", result_ttl=0)


def react(fact_id: str) -> None:
    """Run each reaction to a fact, then mark it heard; if one fails, or the worker dies, a sweep brings it again.

    One after the other and here: a job of its own for each could be lost with the queue, and nobody would know.
    """
    with transaction() as session:
        fact = session.get(Fact, UUID(fact_id))
    if fact is None or fact.delivered_at is not None:
        return
    broken: list[Exception] = []
    for job in REACTIONS.get(fact.name, ()):
        try:
            job(str(fact.subject_id))
        except Exception as error:  # raised below, after the others had their turn
            broken.append(error)
    if broken:
        raise ExceptionGroup(f"reactions to '{fact.name}' that failed", broken)
    with transaction() as session:
        session.execute(update(Fact).where(Fact.id == fact.id).values(delivered_at=func.clock_timestamp()))


# Run in a thread of each worker until it is asked to stop.
LISTENERS: Sequence[Callable[[Event], None]] = (delivery.listen,)

TIMERS = (
    Timer(5, audiences.carry_on, due_imports),
    Timer(1, localization.translate, localization.due_translations),
    Timer(1, launches.release, launches.due_releases),
    Timer(1, launches.plan, launches.due_plans),
    Timer(1, events.release, events.due_releases),
    Timer(1, events.plan, events.due_mails),
    Timer(1, events.expire, events.due_offers),
    Timer(1, events.close, events.due_ends),
    Timer(1, delivery.deliver, lambda session: map(str, due_steps(session))),
    Timer(1, delivery.apply_receipts, delivery.any_receipts),
    Timer(1, tracking.ingest),
    Timer(3, delivery.reap),
    Timer(3, delivery.watch_holds, delivery.due_holds),
    Timer(3, launches.finish, launches.due_finishes),
    Timer(3, deals.watch, deals.due_protections),
    Timer(10, deals.remind, deals.due_reminders),
    Timer(3, leads.expire, leads.due_offers),
    Timer(3, leads.remind, leads.due_reminders),
    Timer(1, webhooks.send, webhooks.due),
    Timer(2, crm.read, crm.due),
    Timer(60, crm.begin, crm.any_due),
    Timer(3, senders.look_at_sender, senders.due),
    Timer(3, senders.look_at_site, senders.due_site),
    Timer(60, delivery.tell_suppressed, delivery.by_ses),
    Timer(900, delivery.learn_suppressed, delivery.by_ses),
    Timer(10, senders.make_tenant, senders.due_tenants),
    Timer(600, delivery.watch_warm_ups, delivery.due_warm_ups),
    Timer(10, react, lambda session: map(str, facts.undelivered(session))),
    Timer(60, delivery.read_bounces),
    Timer(5, tracking.read_replies, tracking.any_replies),
    Timer(60, delivery.check, delivery.due_checks),
    Timer(3600, audiences.forget),
    Timer(3600, deals.forget),
    Timer(3600, delivery.forget),
    Timer(3600, tracking.forget),
    Timer(3600, webhooks.forget),
    Timer(3600, crm.forget),
    Timer(3600, leads.forget),
)
