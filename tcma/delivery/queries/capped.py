"""Whom the frequency cap holds back: had enough mail of this partner this week, or this kit lately, from anyone.

What another partner sent is never told: to this one it is the label of everything that is held elsewhere.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from tcma.audiences.models import Contact, ContactMerge
from tcma.audiences.rules.left_out import HAD_IT, OFTEN, UNAVAILABLE
from tcma.catalogue.models import KitVersion
from tcma.delivery.models import OUT, Message, Step
from tcma.delivery.rules import Policy
from tcma.delivery.rules.cap import KIT_REST, RUNS, WEEK
from tcma.partners.models import Partner

Key = ColumnElement[str] | InstrumentedAttribute[str]
Id = ColumnElement[UUID] | InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]

_other = aliased(Message, name="other")
# Written out, so that the index of what is out is found.
_OUT = _other.state.in_([literal_column(f"'{state.value}'") for state in OUT])


def over_the_cap(
    session: Session, *, partner_id: UUID, kit_id: UUID | None, now: datetime, run_id: UUID | None = None,
    addr_key: Key = Contact.addr_key, contact_id: Id = Contact.id,
) -> ColumnElement[str | None]:  # fmt: skip
    """Why the cap holds back somebody of the statement this is put in, NULL if it does not (rules.left_out has words).

    `run_id` is the launch or event that is about to write to them: its own mails don't count, so that a sequence is
    never held back by itself. Counted are mails that are out or may be, under the address and for the merged contact.
    """
    limit = session.scalars(select(Partner.mails_per_week).where(Partner.id == partner_id)).one()
    of_kit = Step.version_id.in_(session.scalars(select(KitVersion.id).where(KitVersion.kit_id == kit_id)).all())
    mine, lately = _other.partner_id == partner_id, _other.changed_at > now - WEEK
    marketing = [
        _OUT, _other.step_id == Step.id, _other.changed_at > now - KIT_REST, Step.origin.in_(RUNS),
        Step.policy == Policy.AT_MOST_ONCE, Step.service.is_(False),
    ]  # fmt: skip
    if run_id is not None:
        marketing.append(Step.origin_id != run_id)
    under_address = (
        select(case(
            (func.bool_or(and_(mine, of_kit)), HAD_IT),
            (func.count().filter(mine, lately) >= limit, OFTEN),
            (func.bool_or(of_kit), UNAVAILABLE),
        ))
        .where(*marketing, _other.addr_key == addr_key).correlate_except(_other, Step).scalar_subquery()
    )  # fmt: skip
    merged = contact_id.in_(select(ContactMerge.kept_id).where(ContactMerge.partner_id == partner_id))
    before_that = exists().where(*marketing, mine, of_kit, _other.contact_id == contact_id)
    return case((and_(merged, before_that.correlate_except(_other, Step)), HAD_IT), else_=under_address)
