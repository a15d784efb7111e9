"""One no is kept, and what holds for everyone is held for those whom a merge made the same person."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.models import Contact, Suppression
from tcma.audiences.queries.merged import merged_anywhere
from tcma.audiences.queries.suppressed import EVERYONE, HASHED
from tcma.audiences.rules.left_out import UNAVAILABLE
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.keyed import keyed

ADDRESS_SUPPRESSED = "address suppressed"

Twins = Mapping[str, Mapping[UUID, set[str]]]
"""{address key: {partner: the other addresses of the same person there}}"""


def suppress(
    session: Session, *, scope: str, partner_id: UUID | None, addr_key: str, reason: str, now: datetime,
    message_id: UUID | None = None, origin_partner_id: UUID | None = None, copy_of_id: UUID | None = None,
) -> UUID | None:  # fmt: skip
    """Nothing begins to this address after the commit. Returns the new row's id, or None if it stood already.

    `scope`: 'partner' with its `partner_id`, or 'vendor', 'programme' or 'global' without. `origin_partner_id` is
    whose mail it came from: of what holds for everyone, only that partner is told the reason. With `copy_of_id` it
    stands as long as that other suppression does.
    """
    found = suppress_each(
        session, [addr_key], scope=scope, partner_id=partner_id, reason=reason, now=now, message_id=message_id,
        origin_partner_id=origin_partner_id, copy_of_id=copy_of_id,
    )  # fmt: skip
    return found.get(addr_key)


def suppress_each(
    session: Session, addr_keys: Iterable[str], *, scope: str, partner_id: UUID | None, reason: str, now: datetime,
    message_id: UUID | None = None, origin_partner_id: UUID | None = None, copy_of_id: UUID | None = None,
) -> dict[str, UUID]:  # fmt: skip
    """The same for several, whose locks are taken at once. Returns {address key: id} of what is new.

    What holds for every partner is held at each under all addresses that it merged; a bounce is about one address.
    """
    keys = sorted(set(addr_keys))
    twins: Twins = {}
    if scope in EVERYONE and reason != "bounced":
        twins = lock_merged(session, keys)
    else:
        lock_addresses(session, keys)
    fresh = dict[str, UUID]()
    for key in keys:
        row = _keep(
            session, scope=scope, partner_id=partner_id, addr_key=key, reason=reason, message_id=message_id,
            origin_partner_id=partner_id or origin_partner_id, copy_of_id=copy_of_id, at=now,
        )  # fmt: skip
        if row is not None:
            fresh[key] = row
        if key in twins:
            hold_twins(session, twins[key], addr_key=key, scope=scope, reason=reason, now=now,
                       message_id=message_id, origin_partner_id=origin_partner_id)  # fmt: skip
    return fresh


def hold_twins(
    session: Session, twins: Mapping[UUID, Iterable[str]], *, addr_key: str, scope: str, reason: str, now: datetime,
    message_id: UUID | None = None, origin_partner_id: UUID | None = None,
) -> None:  # fmt: skip
    """What holds for everyone under `addr_key` holds at each of these partners under those addresses, too.

    The partner whose mail it came from knows the reason. At the others a copy says none, and ends with what it is
    a copy of. The locks must be held.
    """
    row_id = session.scalar(
        select(Suppression.id).where(
            Suppression.partner_id.is_(None), Suppression.addr_key.in_((addr_key, keyed(addr_key))),
            Suppression.scope == scope, Suppression.reason == reason,
        ).limit(1)
    )  # fmt: skip
    for partner_id, keys in twins.items():
        own = partner_id == origin_partner_id
        for key in sorted(keys):
            _keep(
                session, scope="partner", partner_id=partner_id, addr_key=key, reason=reason if own else UNAVAILABLE,
                message_id=message_id if own else None, origin_partner_id=partner_id,
                copy_of_id=None if own else row_id, at=now,
            )  # fmt: skip


def lock_merged(session: Session, addr_keys: Iterable[str]) -> dict[str, dict[UUID, set[str]]]:
    """Hold the locks of these addresses and of all that were merged with one of them. Returns `merged_anywhere`."""
    keys, held = list(addr_keys), set[str]()
    while True:
        found = merged_anywhere(session, keys)
        wanted = {*keys, *(each for twins in found.values() for others in twins.values() for each in others)}
        if wanted <= held:
            return found
        lock_addresses(session, wanted)
        held |= wanted  # a merge may have ended while we waited for it: look again


def _keep(session: Session, *, addr_key: str, **values: object) -> UUID | None:
    found = session.scalar(
        insert(Suppression)
        .values(id=new_id(), addr_key=_known_as(session, addr_key), **values)
        .on_conflict_do_nothing()
        .returning(Suppression.id)
    )
    if found is not None:
        facts.record(session, ADDRESS_SUPPRESSED, found)
    return found


def _known_as(session: Session, addr_key: str) -> str:
    """What a new suppression calls this address: its hash, if its person was erased and is nobody's contact now."""
    hashed = keyed(addr_key)
    erased = select(exists().where(Suppression.addr_key == hashed, HASHED))
    living = select(exists().where(Contact.addr_key == addr_key))
    return hashed if session.scalar(erased) and not session.scalar(living) else addr_key
