"""Do-not-mail lists that people keep by hand: a partner its own, the vendor the programme's."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from tcma.audiences.actions.suppression import ADDRESS_RESTORED, suppress
from tcma.audiences.models import Suppression
from tcma.audiences.queries.merging import with_merged
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
    added = 0
    wanted = with_merged(session, partner_id, keys) if asked and partner_id else set(keys)
    for key in sorted(wanted):
        reason = "opted_out" if asked and partner_id is not None and not key.startswith("@") else "listed"
        added += suppress(session, scope="partner" if partner_id else "programme", partner_id=partner_id,
                          addr_key=key, reason=reason, now=now) is not None  # fmt: skip
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
