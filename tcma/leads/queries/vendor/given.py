"""To whom requests of a firm were given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from tcma.leads.models import VendorLead


def last_given(session: Session, firm: tuple[str, str], also: Select[str, str], *, but: UUID) -> datetime | None:
    """When a request of a firm was last given to another partner than `but` that still has it; None: never.

    A firm is its registrable domain in a country; `also` selects more of them.
    """
    is_it: list[ColumnElement[bool]] = [tuple_(VendorLead.account_domain, VendorLead.country).in_(also)]
    if all(firm):
        is_it.append(and_(VendorLead.account_domain == firm[0], VendorLead.country == firm[1]))
    return session.scalar(select(func.max(VendorLead.assigned_at)).where(or_(*is_it), VendorLead.partner_id != but))
