"""A vendor lead goes its way: offered by rule, to the next one where it was not taken, in the end to a person.

The lead's row is locked first, then the rows of all partners that take leads, in one order: whoever counts what a
partner has, counts alone.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.leads import queries
from tcma.leads.actions.vendor.handing import hand_over
from tcma.leads.actions.vendor.log import hold, note
from tcma.leads.actions.vendor.names import LEAD_OFFERED, VENDOR_LEAD_UNASSIGNED
from tcma.leads.models import Intake, Offer, RoutingTurn, VendorLead
from tcma.leads.rules import Ask, Decision, OfferState, VendorState, decide, due
from tcma.partners.models import Partner

WINDOW = 2
"""Working days, where the partner is, in which it may take a lead that it was offered."""
MOST_OFFERS = 3


def distribute(session: Session, *, vendor_lead_id: UUID, now: datetime) -> Offer | None:
    """Offer a lead that is new. None where it is on its way already, or nobody may have it."""
    lead = hold(session, vendor_lead_id)
    if lead.state is not VendorState.NEW:
        return None
    known = queries.already_with(session, lead)
    if known is not None:
        hand_over(session, lead, partner_id=known, actor=None, kind="joined", now=now)
        return None
    return offer_next(session, lead, now=now)


def offer_next(session: Session, lead: VendorLead, *, now: datetime, but: UUID | None = None) -> Offer | None:
    """Ask whoever is next by the rules that are live now; never `but`, who had it. The caller holds the lead."""
    asked = session.scalars(select(Offer.partner_id).where(Offer.vendor_lead_id == lead.id)).all()
    before = [*asked, *filter(None, [but])]
    if len(asked) >= MOST_OFFERS:
        _to_a_person(session, lead, "asked enough", now)
        return None
    live = queries.live_rules(session)
    firms = queries.firms(session, lock=True)
    ask = Ask(lead.account_domain, lead.country, lead.product, lead.vertical)
    found = decide(live.rules, ask, firms, queries.turns(session), asked=before)
    if found.rule is None or found.partner is None:
        nobody = "nobody left" if before else "nobody asked"
        _to_a_person(session, lead, "full" if found.full else nobody, now)
        return None
    place = live.rules.rules.index(found.rule) + 1
    return _offer(session, lead, found.partner, f"{live.number}/{place}", found, now)


def _offer(
    session: Session, lead: VendorLead, partner_id: UUID, rule: str, found: Decision, now: datetime
) -> Offer:
    assert found.rule is not None
    for one, credit in found.credits.items():
        row = insert(RoutingTurn).values(rule_id=found.rule.id, partner_id=one, credit=credit)
        session.execute(row.on_conflict_do_update(index_elements=["rule_id", "partner_id"], set_={"credit": credit}))
    session.execute(update(Intake).where(Intake.partner_id == partner_id).values(last_offer_at=now))
    zone = session.get_one(Partner, partner_id).timezone
    offer = Offer(
        vendor_lead_id=lead.id, partner_id=partner_id, rule=rule, state=OfferState.OPEN, offered_at=now,
        due_at=due(now, WINDOW, zone).at,
    )  # fmt: skip
    session.add(offer)
    lead.state = VendorState.OFFERED
    note(session, lead, "offered", now=now, partner_id=partner_id, rule=rule)
    facts.record(session, LEAD_OFFERED, offer.id)
    return offer


def _to_a_person(session: Session, lead: VendorLead, why: str, now: datetime) -> None:
    lead.state = VendorState.UNASSIGNED
    note(session, lead, "unassigned", now=now, detail=why)
    facts.record(session, VENDOR_LEAD_UNASSIGNED, lead.id)


def expire(session: Session, *, offer_id: UUID, now: datetime) -> None:
    """An offer that nobody answered in time goes on to the next. Early, twice or late changes nothing."""
    lead = hold(session, session.get_one(Offer, offer_id).vendor_lead_id)
    offer = session.get_one(Offer, offer_id, populate_existing=True)
    if offer.state is not OfferState.OPEN or offer.due_at > now:
        return
    offer.state, offer.answered_at = OfferState.TIMED_OUT, now
    note(session, lead, "timed_out", now=now, partner_id=offer.partner_id)
    if lead.state is VendorState.OFFERED:  # not of one who was erased meanwhile
        offer_next(session, lead, now=now)
