"""Bringing a domain, keeping what is known of it, choosing it, giving it up."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.partners.models import Programme
from tcma.senders.actions.warming import start_warm_up
from tcma.senders.models import Sender, Tenant
from tcma.senders.ports import Identity
from tcma.senders.queries import one_sender
from tcma.senders.rules import BadSender, Seen, checked_domain, checked_local

MOST = 5  # domains a partner can have: each is an identity of the account


class NotVerified(Refusal):
    """Its records are not all seen yet."""


def bring_domain(session: Session, *, actor: Actor, domain: str, local: str, now: datetime) -> Sender:
    """A domain the partner wants to send from; a job asks SES what proves it. Brought twice it is one."""
    programme = session.get_one(Programme, 1)
    name = checked_domain(domain, vendor_domain=programme.sender_domain)
    before = checked_local(local)
    others = session.scalar(
        select(Sender.id)
        .where(Sender.domain == name, Sender.partner_id != actor.partner, Sender.verified_at.is_not(None))
    )
    if others is not None:
        raise BadSender(N_("Another partner of the programme sends from %(domain)s."), domain=name)
    mine = list(session.scalars(select(Sender).where(Sender.partner_id == actor.partner)))
    known = next((one for one in mine if one.domain == name), None)
    if known is not None:
        known.local = before
        session.flush()
        return known
    if len(mine) >= MOST:
        raise BadSender(N_("There can be %(most)s domains. Remove one first."), most=MOST)
    found = Sender(
        id=new_id(), partner_id=actor.partner, domain=name, local=before, mail_from=f"bounce.{name}", tokens=[],
        seen={}, added_at=now, added_by=actor.person_id,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def keep_identity(
    session: Session, sender_id: UUID, identity: Identity, seen: Mapping[str, Seen], *, now: datetime
) -> Sender | None:
    """What SES and the DNS said just now. Where nothing was chosen, a domain that became verified is.

    None where it was given up meanwhile.
    """
    found = session.get(Sender, sender_id, with_for_update=True)
    if found is None:
        return None
    first = found.verified_at is None and identity.verified
    if first and _taken(session, found):
        found.problem, found.checked_at = "taken", now
        session.flush()
        return found
    found.tokens, found.zone, found.status = list(identity.tokens), identity.zone, identity.status
    found.seen, found.checked_at, found.problem = dict(seen), now, ""
    found.verified_at = (found.verified_at or now) if identity.verified else None
    if first:
        start_warm_up(session, found.domain, now=now)
    if first and not session.scalar(select(Sender.id).where(Sender.partner_id == found.partner_id, Sender.chosen)):
        found.chosen = True
    session.flush()
    return found


def _taken(session: Session, sender: Sender) -> bool:
    """Somebody else was quicker to prove it."""
    others = select(Sender.id).where(
        Sender.domain == sender.domain, Sender.id != sender.id, Sender.verified_at.is_not(None)
    )
    return session.scalar(others) is not None


def keep_refusal(session: Session, sender_id: UUID, words: str, *, now: datetime) -> None:
    """SES does not take this domain."""
    session.execute(update(Sender).where(Sender.id == sender_id).values(problem=words[:300], checked_at=now))


def look_later(session: Session, sender_id: UUID, *, now: datetime) -> None:
    """Nobody answered: in its turn again."""
    session.execute(update(Sender).where(Sender.id == sender_id).values(checked_at=now))


def look_now(session: Session, sender_id: UUID, *, partner_id: UUID) -> Sender:
    """Have it looked at with the next turn of the beat."""
    found = one_sender(session, sender_id, partner_id=partner_id)
    found.checked_at = None
    session.flush()
    return found


def choose(session: Session, sender_id: UUID | None, *, partner_id: UUID) -> Sender | None:
    """From now on new launches come from this domain; None: from the place below the vendor's. Raises NotVerified."""
    found = one_sender(session, sender_id, partner_id=partner_id) if sender_id else None
    if found is not None and found.verified_at is None:
        raise NotVerified(N_("%(domain)s is not verified yet. Enter the records below, and wait until they are seen."),
                          domain=found.domain)  # fmt: skip
    session.execute(update(Sender).where(Sender.partner_id == partner_id, Sender.chosen).values(chosen=False))
    if found is not None:
        found.chosen = True
    session.flush()
    return found


def give_up(session: Session, sender_id: UUID, *, partner_id: UUID) -> str:
    """Forget a domain. What is on its way from it still goes. Returns its name."""
    found = one_sender(session, sender_id, partner_id=partner_id)
    session.delete(found)
    session.flush()
    return found.domain


def keep_tenant(
    session: Session, partner_id: UUID, *, name: str, resources: Sequence[str], now: datetime
) -> None:
    """SES has this tenant, with what it may use."""
    values = {"name": name, "resources": sorted(resources)}
    session.execute(
        insert(Tenant).values(partner_id=partner_id, made_at=now, **values)
        .on_conflict_do_update(index_elements=["partner_id"], set_=values)
    )


def forget_tenant(session: Session, partner_id: UUID) -> None:
    """A worker makes it anew; until then mails go in the account's own name."""
    session.execute(delete(Tenant).where(Tenant.partner_id == partner_id))
