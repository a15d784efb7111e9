"""The states of an entry, and when it may be approved."""

import enum
from datetime import datetime

from tcma.base.roles import Role


class EntryState(enum.StrEnum):
    """accrued -> approved -> paid | reversed. What was paid stays paid: it is taken back by an entry of its own."""

    ACCRUED = "accrued"
    APPROVED = "approved"
    PAID = "paid"
    REVERSED = "reversed"


PAYERS = (Role.VENDOR_ADMIN, Role.FINANCE)
"""Who approves and pays."""
UNPAID = (EntryState.ACCRUED, EntryState.APPROVED)


class Hold(enum.StrEnum):
    """Why an entry can't be approved yet."""

    DAY = "day"
    CUSTOMER = "customer"


def hold(due_at: datetime | None, *, until_paid: bool, customer_paid_at: datetime | None, now: datetime) -> Hold | None:
    """None: nothing stands in the way. It may be approved at the very moment it is due."""
    if until_paid and customer_paid_at is None:
        return Hold.CUSTOMER
    return Hold.DAY if due_at is not None and now < due_at else None
