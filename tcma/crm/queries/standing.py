"""How our side of a record stands."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.crm.models import CrmRecord
from tcma.crm.rules import CrmOpportunity, Kind, Ours
from tcma.crm.rules.records import of_json
from tcma.deals.actions.log import CRM
from tcma.deals.models import Account, Deal, DealLog, Registration
from tcma.deals.rules import RegistrationState

_UNSENT = (RegistrationState.DRAFT, RegistrationState.RECALLED)


def standing(session: Session, source: str, theirs: CrmOpportunity) -> tuple[Registration, Ours] | None:
    """The registration that a record names, and how it stands; None where there is none that the vendor may see."""
    query = select(Registration, Deal).join(Deal, Deal.registration_id == Registration.id, isouter=True)
    row = session.execute(
        query.where(Registration.number == theirs.registration, Registration.state.notin_(_UNSENT))
        .execution_options(populate_existing=True)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    registration, deal = row
    return registration, Ours(
        state=registration.state,
        stage=deal.stage if deal else None,
        amount=deal.amount if deal else registration.amount,
        approved=registration.amount,
        currency=registration.currency,
        order_number=deal.order_number if deal else "",
        by_crm=deal is not None and _last_side(session, registration.id, deal.stage.value) == CRM,
        first=_first(session, source, theirs),
        same_account=_same_account(session, source, theirs, registration),
        lines=tuple(registration.product_lines or ()),
    )


def _last_side(session: Session, registration_id: UUID, stage: str) -> str:
    """Who moved the deal to where it stands."""
    side = session.scalar(
        select(DealLog.actor_side)
        .where(DealLog.registration_id == registration_id, DealLog.after == stage, DealLog.before != stage)
        .order_by(DealLog.position.desc())
        .limit(1)
    )
    return side or ""


def _first(session: Session, source: str, theirs: CrmOpportunity) -> bool:
    """Of several that name one registration it is the one that was opened first, whichever came first."""
    rows = session.scalars(
        select(CrmRecord.body).where(
            CrmRecord.source == source, CrmRecord.kind == Kind.OPPORTUNITY, CrmRecord.number == theirs.registration,
            CrmRecord.external_id != theirs.external_id,
        )
    )  # fmt: skip
    others = [one for body in rows if isinstance(one := of_json(Kind.OPPORTUNITY, body), CrmOpportunity)]
    return all(_age(theirs) < _age(one) for one in others if not one.deleted)


def _age(one: CrmOpportunity) -> tuple[str, str]:
    return one.opened_at.isoformat() if one.opened_at else "", one.external_id


def _same_account(
    session: Session, source: str, theirs: CrmOpportunity, registration: Registration
) -> bool | None:
    """Whether it is about the account that was registered; None while the CRM's account has not come."""
    if not theirs.account_id:
        return True
    found = session.execute(
        select(CrmRecord.account_id, Account.merged_into, CrmRecord.outcome)
        .join(Account, Account.id == CrmRecord.account_id, isouter=True)
        .where(
            CrmRecord.source == source, CrmRecord.kind == Kind.ACCOUNT, CrmRecord.external_id == theirs.account_id
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        return None
    account_id, merged_into, _ = found
    return (merged_into or account_id) in registration.accounts
