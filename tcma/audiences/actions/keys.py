"""Keys by which a partner's programs bring contacts, and the vendor's bring leads."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tcma.audiences.models import ApiKey
from tcma.base.db import new_id
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_

PREFIX = "tcma_"


class NoKey(Refusal):
    """There is no key in the request, or none that counts."""

    status = 401

    def __init__(self) -> None:
        super().__init__(N_("This key is not known, or was revoked. Send “Authorization: Bearer” and a key of yours."))


def make_key(session: Session, *, partner_id: UUID | None, name: str, actor: Actor, now: datetime) -> str:
    """A new key: the only time that it is told. Without a partner it is the vendor's. Raises Invalid without a name."""
    name = name.strip()[:100]
    if not name:
        raise Invalid({"name": Refusal(N_("Say which program will use it."))})
    key = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiKey(id=new_id(), partner_id=partner_id, name=name, digest=_digest(key), created_by=actor.person_id,
               created_at=now)
    )  # fmt: skip
    session.flush()
    return key


def revoke_key(session: Session, *, partner_id: UUID | None, key_id: UUID, now: datetime) -> None:
    """From now on it opens nothing. Raises NotFound for anybody else's."""
    own = ApiKey.id == key_id, ApiKey.partner_id.is_not_distinct_from(partner_id)
    if session.scalar(select(ApiKey.id).where(*own)) is None:
        raise NotFound
    session.execute(update(ApiKey).where(*own, ApiKey.revoked_at.is_(None)).values(revoked_at=now))


def key_of(session: Session, given: str, *, now: datetime, of_vendor: bool = False) -> ApiKey:
    """The key behind an Authorization header, a partner's or the vendor's; its use is noted. Raises NoKey."""
    scheme, _, text = given.partition(" ")
    found = None
    if scheme.casefold() == "bearer" and text.startswith(PREFIX):
        whose = ApiKey.partner_id.is_(None) if of_vendor else ApiKey.partner_id.is_not(None)
        known = select(ApiKey).where(ApiKey.digest == _digest(text.strip()), ApiKey.revoked_at.is_(None), whose)
        found = session.scalar(known.with_for_update())
    if found is None:
        raise NoKey
    found.used_at = now
    session.flush()
    return found


def _digest(key: str) -> str:
    """A key is 256 bits of chance: nothing has to be slow about hashing it."""
    return hashlib.sha256(key.encode()).hexdigest()
