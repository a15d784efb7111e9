"""Pages of posts: for oneself, for colleagues, and closed again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.rules import read_address
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.partners.models import Partner
from tcma.social.models import Sharer

SHARER_INVITED = "sharer invited"
"""Subject: the sharer. Only of one who is to get the link by mail."""


def take_part(session: Session, *, actor: Actor, now: datetime) -> Sharer:
    """The actor's own page; the one there is, if there is one."""
    _hold(session, actor.partner)
    known = session.scalar(select(Sharer).where(Sharer.person_id == actor.person_id, Sharer.revoked_at.is_(None)))
    if known is not None:
        return known
    return _add(session, actor, now, name=actor.name, email="", language=actor.language, person_id=actor.person_id)


def invite(session: Session, *, actor: Actor, name: str, email: str, language: str, now: datetime) -> Sharer:
    """A page for a colleague. With an `email` the link goes there; without, whoever made it hands it over."""
    if email:
        try:
            email = read_address(email).email.casefold()
        except Refusal as refusal:
            raise Invalid({"email": refusal}) from refusal
    _hold(session, actor.partner)
    if email and _active(session, actor.partner, email) is not None:
        raise Invalid({"email": Refusal(N_("Somebody with this address has a page already."))})
    sharer = _add(session, actor, now, name=name, email=email, language=language, person_id=None)
    if email:
        facts.record(session, SHARER_INVITED, sharer.id)
    return sharer


def revoke(session: Session, *, actor: Actor, sharer_id: UUID, now: datetime) -> Sharer:
    """Close a page. Posts that are out lead on to the partner's page, and count for the partner."""
    sharer = _own(session, actor, sharer_id)
    sharer.revoked_at = sharer.revoked_at or now
    session.flush()
    return sharer


def reopen(session: Session, *, actor: Actor, sharer_id: UUID) -> Sharer:
    """Open a page that was closed; its link is the one it had."""
    _hold(session, actor.partner)
    sharer = _own(session, actor, sharer_id)
    mine = Sharer.person_id == sharer.person_id if sharer.person_id else Sharer.email == sharer.email
    other = select(Sharer.id).where(
        Sharer.partner_id == actor.partner, Sharer.id != sharer.id, Sharer.revoked_at.is_(None), mine
    )
    if (sharer.email or sharer.person_id) and session.scalar(other) is not None:
        raise Refusal(N_("%(name)s has a newer page."), name=sharer.name)
    sharer.revoked_at = None
    session.flush()
    return sharer


def show_name(session: Session, sharer: Sharer, *, named: bool) -> None:
    """The person's own choice: to be named on the leaderboard, or to be a colleague."""
    sharer.named = named
    session.flush()


def _hold(session: Session, partner_id: UUID) -> None:
    """Two who do the same at once come one after the other."""
    session.scalars(select(Partner.id).where(Partner.id == partner_id).with_for_update()).one()


def _active(session: Session, partner_id: UUID, email: str) -> Sharer | None:
    return session.scalar(
        select(Sharer).where(Sharer.partner_id == partner_id, Sharer.email == email, Sharer.revoked_at.is_(None))
    )


def _own(session: Session, actor: Actor, sharer_id: UUID) -> Sharer:
    found = session.scalar(select(Sharer).where(Sharer.id == sharer_id, Sharer.partner_id == actor.partner))
    if found is None:
        raise NotFound
    return found


def _add(
    session: Session, actor: Actor, now: datetime, *, name: str, email: str, language: str, person_id: UUID | None
) -> Sharer:
    sharer = Sharer(
        id=new_id(), partner_id=actor.partner, person_id=person_id, name=name, email=email, language=language,
        named=False, created_by=actor.person_id, created_at=now,
    )  # fmt: skip
    session.add(sharer)
    session.flush()
    return sharer
