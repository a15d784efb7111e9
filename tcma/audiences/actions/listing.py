"""Do-not-mail lists that people keep by hand: a partner its own, the vendor the programme's."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from tcma.audiences.actions.holding import suppress_each
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.actions.suppression import ADDRESS_RESTORED
from tcma.audiences.models import Suppression
from tcma.audiences.queries.merged import with_merged
from tcma.base import facts
from tcma.base.errors import NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_

AT_ONCE = 250
"""Keys of one transaction: each takes a lock."""

log = structlog.get_logger(__name__)


class NotYours(Refusal):
    """A no that only the person who said it takes back."""

    status = 409


def in_batches(keys: Sequence[str]) -> Iterator[list[str]]:
    """The keys in parts that fit into one transaction each."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def list_keys(
    session: Session, *, partner_id: UUID | None, keys: Sequence[str], asked: bool, actor: Actor, now: datetime
) -> int:
    """Nothing more goes to these addresses and domains: of a partner, or without one, of the programme.

    `asked`: the people said so to the partner, and then only they take it back; domains are listed either way.
    At most AT_ONCE keys a transaction, and those merged with them. Returns how many are new.
    """
    said = set[str]()
    if asked and partner_id:
        said = with_merged(session, partner_id, {key for key in keys if not key.startswith("@")})
        lock_addresses(session, {*keys, *said})
    scope, added = "partner" if partner_id else "programme", 0
    for reason, some in (("opted_out", said), ("listed", set(keys) - said)):
        added += len(suppress_each(session, some, scope=scope, partner_id=partner_id, reason=reason, now=now))
    log.info("listed by hand", partner=str(partner_id), person=str(actor.person_id), added=added)
    return added


def unlist(session: Session, *, partner_id: UUID | None, suppression_id: UUID, actor: Actor) -> None:
    """Take back what this partner, or without one the vendor, listed itself.

    Raises NotFound for another's, NotYours for what a person said and for bounces and complaints.
    """
    row = session.get(Suppression, suppression_id, with_for_update=True)
    scope = "partner" if partner_id else "programme"
    if row is None or (row.partner_id, row.scope) != (partner_id, scope):
        raise NotFound
    if row.reason != "listed":
        if partner_id is None:
            raise NotFound
        raise NotYours(N_("Only this person can change that, by signing up with you again."))
    session.delete(row)
    session.flush()
    facts.record(session, ADDRESS_RESTORED, row.id)
    log.info("taken off a list by hand", partner=str(partner_id), person=str(actor.person_id))
