"""Saying no, and the person's own way back."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import and_, delete, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions.erased import known_as
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.models import Consent, Contact, Suppression
from tcma.audiences.queries.suppressed import OPT_OUTS
from tcma.audiences.rules import Basis
from tcma.audiences.rules.proof import LONGEST_AGENT, NO_PROOF, Proof
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.words import N_

ADDRESS_SUPPRESSED = "address suppressed"
ADDRESS_RESTORED = "address restored"
UNDO_WITHIN = timedelta(minutes=10)
UNDONE = N_("Undo on the unsubscribe page")

log = structlog.get_logger(__name__)


def suppress(
    session: Session, *, scope: str, partner_id: UUID | None, addr_key: str, reason: str, now: datetime,
    message_id: UUID | None = None, origin_partner_id: UUID | None = None,
) -> UUID | None:  # fmt: skip
    """Nothing begins to this address after the commit. Returns the new row's id, or None if it stood already.

    `scope`: 'partner' with its `partner_id`, or 'programme' or 'global' without. `origin_partner_id` is whose
    mail it came from: of what holds for everyone, only that partner is told the reason.
    """
    lock_addresses(session, [addr_key])
    addr_key = known_as(session, addr_key)
    suppression_id = session.scalar(
        insert(Suppression)
        .values(id=new_id(), scope=scope, partner_id=partner_id, addr_key=addr_key, reason=reason,
                message_id=message_id, origin_partner_id=partner_id or origin_partner_id, at=now)
        .on_conflict_do_nothing()
        .returning(Suppression.id)
    )  # fmt: skip
    if suppression_id is not None:
        facts.record(session, ADDRESS_SUPPRESSED, suppression_id)
    return suppression_id


def unsubscribe(
    session: Session, *, contact: Contact, message_id: UUID | None, everyone: bool, now: datetime
) -> None:
    """The person's no to this partner, and with `everyone` to every partner of the programme. Twice is once."""
    suppress(session, scope="partner", partner_id=contact.partner_id, addr_key=contact.addr_key,
             reason="unsubscribed", message_id=message_id, now=now)  # fmt: skip
    if everyone:
        suppress(session, scope="programme", partner_id=None, addr_key=contact.addr_key, reason="unsubscribed",
                 message_id=message_id, origin_partner_id=contact.partner_id, now=now)  # fmt: skip
    session.execute(
        update(Consent)
        .where(Consent.contact_id == contact.id, Consent.purpose == "marketing", Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def undo_unsubscribe(session: Session, *, contact: Contact, now: datetime) -> bool:
    """Take back a no of the last ten minutes: the person's own opt-in, kept as one. False if it is too late."""
    lock_addresses(session, [contact.addr_key])
    return _lift(session, contact, since=now - UNDO_WITHIN, source="undo", wording=UNDONE, now=now)


def _lift(
    session: Session, contact: Contact, *, since: datetime | None, source: str, wording: str, now: datetime
) -> bool:
    """Delete the person's own no to this partner, and keep the yes. What a bounce or a complaint said stays.

    Taking back a no of just now (`since`) takes back the one to every partner too; a later yes is to this partner.
    """
    said = Suppression.partner_id == contact.partner_id
    if since is not None:
        said = and_(or_(said, Suppression.origin_partner_id == contact.partner_id), Suppression.at > since)
    lifted = session.scalars(
        delete(Suppression)
        .where(Suppression.addr_key == contact.addr_key, Suppression.reason.in_(OPT_OUTS), said)
        .returning(Suppression.id)
    ).all()
    if lifted:
        agree(session, contact=contact, source=source, wording=wording, now=now)
        facts.record(session, ADDRESS_RESTORED, contact.id)
        log.info("suppression lifted by the person", contact=str(contact.id), source=source)
    return bool(lifted)


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
    _lift(session, contact, since=None, source=source, wording=wording, now=now)
    agree(session, contact=contact, source=source, wording=wording, now=now, proof=proof, asked_at=asked_at)
