"""Jobs of leads. All are safe to run twice: one mail a person and occasion, and what is over is over."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.queries import open_merge
from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.keeping import forget_in_batches
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.leads import actions, queries
from tcma.leads.actions import vendor

KEPT = timedelta(days=365)


def take_response(response_id: str) -> None:
    """A response was recorded: its lead."""
    with transaction() as session:
        actions.take_response(session, response_id=UUID(response_id), now=clock.now(session))


def alert(lead_id: str) -> None:
    """Tell the partner's people of a new lead by mail."""
    with transaction() as session:
        actions.send_alert(session, UUID(lead_id), public_url=use(Settings).public_url, now=clock.now(session))


def received(lead_id: str) -> None:
    """Tell the partner's people of a lead that they have from the vendor."""
    with transaction() as session:
        actions.send_received(session, UUID(lead_id), public_url=use(Settings).public_url, now=clock.now(session))


def score(launch_id: str) -> None:
    """People clicked: those who have the points that their kit asks for have answered."""
    with transaction() as session:
        actions.score(session, launch_id=UUID(launch_id), now=clock.now(session))


def distribute(vendor_lead_id: str) -> None:
    """A vendor lead arrived: offer it to whom the rules say."""
    with transaction() as session:
        vendor.distribute(session, vendor_lead_id=UUID(vendor_lead_id), now=clock.now(session))


def recycle(lead_id: str) -> None:
    """The deal of a vendor's lead ended without an order: the lead goes through the rules again."""
    with transaction() as session:
        vendor.recycle(session, lead_id=UUID(lead_id), now=clock.now(session))


def offer(offer_id: str) -> None:
    """Ask the partner by mail."""
    with transaction() as session:
        vendor.send_offer(session, UUID(offer_id), public_url=use(Settings).public_url)


def unassigned(vendor_lead_id: str) -> None:
    """Tell the vendor's people of a lead that waits for them."""
    with transaction() as session:
        vendor.tell_unassigned(session, UUID(vendor_lead_id), public_url=use(Settings).public_url)


def expire(offer_id: str) -> None:
    """An offer nobody answered goes on, if its time is over."""
    with transaction() as session:
        vendor.expire(session, offer_id=UUID(offer_id), now=clock.now(session))


def due_offers(session: Session) -> Iterable[str]:
    """For the beat."""
    return map(str, queries.due_offers(session, clock.now(session)))


def remind(lead_id: str) -> None:
    """The next reminder of a lead that nobody called, if it is due."""
    with transaction() as session:
        actions.remind(session, UUID(lead_id), public_url=use(Settings).public_url, now=clock.now(session))


def due_reminders(session: Session) -> Iterable[str]:
    """For the beat."""
    return map(str, queries.due_reminders(session, clock.now(session)))


def forget() -> None:
    """Who asked the vendor and was nobody's for a year goes; that a firm asked stays."""
    forget_in_batches(
        "leads that nobody took",
        lambda session, now, size: vendor.forget_unclaimed(session, before=now - KEPT, limit=size),
    )


def follow_merge(merge_id: str) -> None:
    """Two contacts became one: their lead follows."""
    with transaction() as session:
        merge = open_merge(session, UUID(merge_id))
        if merge is not None:
            actions.follow_merge(session, kept_id=merge.kept_id, dropped_id=merge.dropped_id, now=clock.now(session))
