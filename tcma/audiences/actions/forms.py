"""People who come by themselves."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions.erased import come_back
from tcma.audiences.actions.suppression import agree, opt_in
from tcma.audiences.models import Contact
from tcma.audiences.rules import account_domain, read_address
from tcma.base.db import new_id

FIELDS = ("first_name", "last_name", "company", "title", "phone", "country", "language")


def contact_from_form(
    session: Session, *, partner_id: UUID, email: str, fields: Mapping[str, str], consent: bool, wording: str,
    now: datetime, proven: bool = False,
) -> Contact:  # fmt: skip
    """The contact behind a form, found or made; what the partner knows already is not overwritten by a stranger.

    A ticked box (`consent`) is kept as express consent with its wording. It lifts an earlier no only if `proven`:
    the form was reached by a link that was mailed to this very address. Raises BadAddress.
    """
    address = read_address(email)
    values = {name: fields.get(name, "").strip()[:200] for name in FIELDS}
    come_back(session, partner_id=partner_id, addr_key=address.key)
    session.execute(
        insert(Contact)
        .values(id=new_id(), partner_id=partner_id, email=address.email, addr_key=address.key,
                account_domain=account_domain(address.email), source="form", created_at=now, updated_at=now, **values)
        .on_conflict_do_nothing(index_elements=["partner_id", "addr_key"])
    )  # fmt: skip
    contact = session.scalars(
        select(Contact).where(Contact.partner_id == partner_id, Contact.addr_key == address.key).with_for_update()
    ).one()
    for name, value in values.items():
        if value and not getattr(contact, name):
            setattr(contact, name, value)
            contact.updated_at = now
    session.flush()
    if consent:
        keep = opt_in if proven else agree
        keep(session, contact=contact, source="form", wording=wording, now=now)
    return contact
