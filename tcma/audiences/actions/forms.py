"""People who come by themselves."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions.erased import come_back, mark_erased
from tcma.audiences.actions.former import lead_back
from tcma.audiences.actions.opting_in import ask_to_confirm
from tcma.audiences.actions.suppression import opt_in
from tcma.audiences.models import Contact
from tcma.audiences.rules import account_domain, read_address
from tcma.audiences.rules.proof import NO_PROOF, Proof
from tcma.base.db import new_id
from tcma.partners.models import Programme

FIELDS = ("first_name", "last_name", "company", "title", "phone", "country", "language")


def contact_from_form(
    session: Session, *, partner_id: UUID, email: str, fields: Mapping[str, str], consent: bool, wording: str,
    now: datetime, proven: bool = False, proof: Proof = NO_PROOF, office_id: UUID | None = None,
) -> Contact:  # fmt: skip
    """The contact behind a form, found or made; what the partner knows already is not overwritten by a stranger.

    A ticked box (`consent`) becomes express consent once the person confirms it by mail. At once, and lifting an
    earlier no, if it is `proven` to be theirs: the form was reached by a link that was mailed to this very address;
    a programme may want it confirmed even so; that mail is in the brand of `office_id`. Raises BadAddress.
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
    mark_erased(session, partner_id=partner_id, addr_keys=[address.key])
    contact = session.scalars(
        select(Contact).where(Contact.partner_id == partner_id, Contact.addr_key == address.key).with_for_update()
    ).one()
    lead_back(session, contact)
    for name, value in values.items():
        if value and not getattr(contact, name):
            setattr(contact, name, value)
            contact.updated_at = now
    session.flush()
    if consent:
        if proven and not _confirms_everyone(session):
            opt_in(session, contact=contact, source="form", wording=wording, proof=proof, now=now)
        else:
            ask_to_confirm(session, contact=contact, source="form", wording=wording, proof=proof, office_id=office_id,
                           now=now)  # fmt: skip
    return contact


def _confirms_everyone(session: Session) -> bool:
    return bool(session.scalar(select(Programme.confirm_everyone)))
