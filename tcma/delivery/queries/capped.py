"""Whom the frequency cap holds back: had enough mail of this partner this week, or this kit lately, from anyone.

What another partner sent is never told: to this one it is the label of everything that is held elsewhere.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from tcma.audiences.models import Contact
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
    mine, theirs = _other.partner_id == partner_id, _other.addr_key == addr_key
    lately = [*_marketing(run_id), mine, theirs, _other.changed_at > now - WEEK]
    often = select(func.count()).select_from(_other).join(Step, Step.id == _other.step_id).where(*lately)
    whens = [(often.correlate_except(_other, Step).scalar_subquery() >= limit, OFTEN)]
    if kit_id is not None:
        had = [*_marketing(run_id), KitVersion.kit_id == kit_id, _other.changed_at > now - KIT_REST]
        own = or_(_exists(*had, mine, theirs), _exists(*had, mine, _other.contact_id == contact_id))
        elsewhere = _exists(*had, _other.partner_id != partner_id, theirs)
        whens = [(own, HAD_IT), *whens, (elsewhere, UNAVAILABLE)]
    return case(*whens, else_=None)


def _marketing(run_id: UUID | None) -> list[ColumnElement[bool]]:
    found = [_OUT, Step.origin.in_(RUNS), Step.policy == Policy.AT_MOST_ONCE, Step.service.is_(False)]
    return found if run_id is None else [*found, Step.origin_id != run_id]


def _exists(*of: ColumnElement[bool]) -> ColumnElement[bool]:
    joined = exists().where(Step.id == _other.step_id, KitVersion.id == Step.version_id, *of)
    return joined.correlate_except(_other, Step, KitVersion)
