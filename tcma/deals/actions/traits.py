"""Where a person's deals stand, told to their contact; and everything that is told of people, anew."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Text, case, cast, func, literal, select
from sqlalchemy.orm import Session

from tcma.audiences.actions import forget_traits, keep_traits
from tcma.audiences.models import Contact
from tcma.deals.models import Deal, Registration
from tcma.deals.rules import RegistrationState
from tcma.deals.rules.states import PENDING
from tcma.leads.actions import keep_lead
from tcma.tracking.actions import keep_engagement


def keep_deals(session: Session, contact_ids: Collection[UUID | None] | None = None) -> None:
    """The stages of the deals of each of these (or of everyone who has one), a registration being decided among them.

    Drafts are nobody's business yet.
    """
    session.flush()
    if contact_ids is not None and not any(contact_ids):
        return
    standing = case(
        (Registration.state.in_(PENDING), literal("registered", Text)),
        (Registration.state.in_((RegistrationState.WITHDRAWN, RegistrationState.REVOKED)), literal("refused", Text)),
        (Deal.stage.is_not(None), cast(Deal.stage, Text)),
        else_=literal("refused", Text),
    )
    each = func.array_agg(func.distinct(standing)).filter(Registration.id.is_not(None))
    told = (Registration.contact_id == Contact.id) & (Registration.state != RegistrationState.DRAFT)
    statement = (
        select(Contact.id, Contact.partner_id, func.coalesce(each, cast([], ARRAY(Text))))
        .join(Registration, told, isouter=contact_ids is not None)
        .outerjoin(Deal, Deal.registration_id == Registration.id)
        .group_by(Contact.id)
        .order_by(Contact.id)
    )
    if contact_ids is not None:
        statement = statement.where(Contact.id.in_([one for one in contact_ids if one]))
    keep_traits(session, statement, ("deals",))


def rebuild_traits(session: Session) -> None:
    """Tell everything anew, from touches, leads and deals: the same as what was kept as it happened."""
    forget_traits(session)
    keep_engagement(session)
    keep_lead(session)
    keep_deals(session)
