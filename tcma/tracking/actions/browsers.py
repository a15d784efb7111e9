"""Browsers and the people behind them: joined by a token of ours or by a form, at one partner, and by nothing else."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.tracking.actions.traits import keep_engagement
from tcma.tracking.models import Touch


def people_of(session: Session, partner_id: UUID, browsers: Collection[str]) -> dict[str, UUID]:
    """Per browser the contact that it was last joined to at this partner; none for one that is nobody's yet."""
    if not browsers:
        return {}
    rows = session.execute(
        select(Touch.browser, Touch.contact_id)
        .where(Touch.partner_id == partner_id, Touch.browser.in_(browsers), Touch.contact_id.is_not(None))
        .order_by(Touch.browser, Touch.at.desc(), Touch.id.desc())
        .ext(distinct_on(Touch.browser))
    )
    return {browser: contact_id for browser, contact_id in rows if browser and contact_id}


def join_browser(session: Session, *, partner_id: UUID, browser: str, contact_id: UUID) -> int:
    """What this browser did at the partner before anybody knew whose it is, was this contact's. Returns how much.

    Twice is once. What somebody else did in it, as far as they are known, stays theirs.
    """
    if not browser:
        return 0
    nobodys = (Touch.partner_id == partner_id, Touch.browser == browser, Touch.contact_id.is_(None))
    found = session.scalars(update(Touch).where(*nobodys).values(contact_id=contact_id).returning(Touch.id)).all()
    if found:
        keep_engagement(session, [contact_id])
    return len(found)


def join_by_form(session: Session, *, partner_id: UUID, browser: str, addr_key: str, allowed: Collection[str]) -> int:
    """The same for whoever sent a form with this address, unless they live where that isn't `allowed`."""
    theirs = (Contact.partner_id == partner_id, Contact.addr_key == addr_key)
    contact = session.scalars(select(Contact).where(*theirs)).one_or_none()
    if contact is None or (contact.country and contact.country not in allowed):
        return 0
    return join_browser(session, partner_id=partner_id, browser=browser, contact_id=contact.id)
