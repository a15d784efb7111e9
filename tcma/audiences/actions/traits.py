"""What the slices above tell of a person: engagement, lead, deals. Segments read it here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.models import ContactTraits


def keep_traits(session: Session, found: Select[*tuple[Any, ...]], names: Sequence[str]) -> None:
    """Write the traits `names` of people; `found` selects contact id, partner id and then these, in this order.

    It is what is so now, not what changed: telling it twice, or late, tells the same.
    """
    rows = insert(ContactTraits).from_select(["contact_id", "partner_id", *names], found)
    session.execute(
        rows.on_conflict_do_update(index_elements=["contact_id"], set_={name: rows.excluded[name] for name in names})
    )


def forget_traits(session: Session, partner_id: UUID | None = None) -> None:
    """Before they are all told anew."""
    gone = delete(ContactTraits)
    session.execute(gone if partner_id is None else gone.where(ContactTraits.partner_id == partner_id))
