"""What else waits for the vendor: extensions, amounts that rose; and which questions partners asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tcma.deals.models import Deal, PreCheck, Registration
from tcma.deals.queries.boards import Entry, entry
from tcma.deals.rules import CLOSED, Stage
from tcma.partners.models import Partner

_EARNS_NOTHING = tuple(one for one in CLOSED if one is not Stage.WON)


@dataclass(frozen=True)
class Asked:
    """`kind` is extension or amount."""

    entry: Entry
    kind: str
    since: datetime
    due_at: datetime | None


def asked(session: Session, now: datetime) -> list[Asked]:
    """Extensions of open deals, and amounts that nobody has looked at since they rose; the longest waiting first."""
    rows = session.execute(
        select(Registration, Deal)
        .join(Deal, Deal.registration_id == Registration.id)
        .where(
            or_(
                Registration.extension_asked_at.is_not(None) & Deal.stage.notin_(CLOSED),
                Deal.review_since.is_not(None) & Deal.stage.notin_(_EARNS_NOTHING),
            )
        )
        .order_by(Registration.waiting_since, Registration.number)
    )
    found = []
    for registration, deal in rows:
        one = entry(session, registration, now)
        if registration.extension_asked_at is not None and deal.stage not in CLOSED:
            found.append(Asked(one, "extension", registration.extension_asked_at, registration.answer_due_at))
        if deal.review_since is not None and deal.stage not in _EARNS_NOTHING:
            found.append(Asked(one, "amount", deal.review_since, registration.answer_due_at))
    return found


def prechecks(session: Session, *, limit: int = 200) -> Sequence[tuple[PreCheck, str]]:
    """The newest questions, each with the partner's name."""
    rows = select(PreCheck, Partner.name).join(Partner, Partner.id == PreCheck.partner_id)
    return [(one, name) for one, name in session.execute(rows.order_by(PreCheck.at.desc()).limit(limit))]
