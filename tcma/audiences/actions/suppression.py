"""Saying no, and the person's own way back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions.holding import suppress_each
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.models import Consent, Contact, Suppression
from tcma.audiences.queries.leavers import Leaver
from tcma.audiences.queries.merged import addresses_of
from tcma.audiences.queries.suppressed import ERASED, OWN_NOES
from tcma.audiences.rules import Basis
from tcma.audiences.rules.proof import LONGEST_AGENT, NO_PROOF, Proof
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.keyed import keyed
from tcma.base.words import N_

ADDRESS_RESTORED = "address restored"
UNDO_WITHIN = timedelta(minutes=10)
UNDONE = N_("Undo on the unsubscribe page")

log = structlog.get_logger(__name__)


def leave(session: Session, leaver: Leaver, *, message_id: UUID | None, everyone: bool, now: datetime) -> None:
    """The person's no to this partner and to the vendor's own mail; with `everyone` to every partner. Twice is once.

    It is kept for each address the link has stood for: of a contact that was merged, its own and the kept one's.
    """
    scopes: list[tuple[str, UUID | None]] = [("vendor", None)]
    if leaver.partner_id is not None:
        scopes.append(("partner", leaver.partner_id))
    if everyone or leaver.partner_id is None:  # a partner that is gone writes to nobody: its no is everyone's
        scopes.insert(0, ("programme", None))  # first, since it takes the most locks
    for scope, partner_id in scopes:
        suppress_each(session, leaver.addr_keys, scope=scope, partner_id=partner_id, reason="unsubscribed",
                      message_id=message_id, origin_partner_id=leaver.partner_id, now=now)  # fmt: skip
    session.execute(
        update(Consent)
        .where(Consent.contact_id.in_(leaver.contact_ids), Consent.purpose == "marketing",
               Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )  # fmt: skip


def unsubscribe(
    session: Session, *, contact: Contact, message_id: UUID | None, everyone: bool, now: datetime
) -> None:
    """The no of a contact that is known: under every address that was merged into it, too."""
    leaver = Leaver.of(contact, addresses_of(session, contact))
    leave(session, leaver, message_id=message_id, everyone=everyone, now=now)


def undo_leaving(session: Session, leaver: Leaver, *, now: datetime) -> bool:
    """Take back a no of the last ten minutes: the person's own opt-in, kept as one. False if it is too late."""
    lock_addresses(session, leaver.addr_keys)
    lifted = _lift(session, leaver.partner_id, leaver.addr_keys, since=now - UNDO_WITHIN)
    if lifted and leaver.contact is not None:
        agree(session, contact=leaver.contact, source="undo", wording=UNDONE, now=now)
        facts.record(session, ADDRESS_RESTORED, leaver.contact.id)
    if lifted:
        log.info("suppression lifted by the person", contact=str(leaver.contact_id), source="undo")
    return lifted


def _lift(
    session: Session, partner_id: UUID | None, addr_keys: Collection[str], *, since: datetime | None
) -> bool:
    """Delete the person's own no to this partner. What a bounce, a complaint or somebody else said stays.

    Taking back a no of just now (`since`) takes back those to the vendor and to every partner too; a later yes
    is to this partner.
    """
    said, reasons = Suppression.partner_id == partner_id, set(OWN_NOES)
    if since is not None:
        reasons -= {ERASED}  # an erasure is no click of just now
        origin = Suppression.origin_partner_id
        mine = origin.is_(None) if partner_id is None else origin == partner_id
        everyone = and_(Suppression.partner_id.is_(None), mine)
        older = select(Suppression.id).where(
            Suppression.addr_key.in_([*addr_keys, *map(keyed, addr_keys)]), Suppression.reason.in_(reasons),
            or_(said, and_(everyone, Suppression.scope == "programme")), Suppression.at <= since,
        )  # fmt: skip
        # Where contacts were merged, an old no to one of them was brought to the other just now: it stays with both.
        said = everyone if session.scalar(select(older.exists())) else or_(said, everyone)
        said = and_(said, Suppression.at > since)
    return bool(session.scalars(
        delete(Suppression)
        .where(Suppression.addr_key.in_(addr_keys), Suppression.reason.in_(reasons), said)
        .returning(Suppression.id)
    ).all())  # fmt: skip


def agree(
    session: Session, *, contact: Contact, source: str, wording: str, now: datetime, proof: Proof = NO_PROOF,
    asked_at: datetime | None = None,
) -> None:  # fmt: skip
    """Keep the person's express consent; a newer one renews it."""
    fresh = {
        "given_at": now, "wording": wording, "withdrawn_at": None, "wording_version": proof.version,
        "language": proof.language, "ip": proof.ip, "agent": proof.agent[:LONGEST_AGENT], "asked_at": asked_at,
    }  # fmt: skip
    session.execute(
        insert(Consent)
        .values(id=new_id(), contact_id=contact.id, partner_id=contact.partner_id, purpose="marketing",
                basis=Basis.EXPRESS, source=source, **fresh)
        .on_conflict_do_update(index_elements=["contact_id", "purpose", "basis", "source"], set_=fresh)
    )  # fmt: skip


def opt_in(
    session: Session, *, contact: Contact, source: str, wording: str, now: datetime, proof: Proof = NO_PROOF,
    asked_at: datetime | None = None,
) -> None:  # fmt: skip
    """The person's own new yes, proven to be theirs: it lifts their earlier no to this partner."""
    lock_addresses(session, [contact.addr_key])
    names = [contact.addr_key, keyed(contact.addr_key)]  # a link from before an erasure may have said no since
    lifted = _lift(session, contact.partner_id, names, since=None)
    agree(session, contact=contact, source=source, wording=wording, now=now, proof=proof, asked_at=asked_at)
    if lifted:
        facts.record(session, ADDRESS_RESTORED, contact.id)
        log.info("suppression lifted by the person", contact=str(contact.id), source=source)
