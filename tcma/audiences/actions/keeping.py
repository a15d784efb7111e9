"""One batch of people into the tables, in a handful of statements whatever its size."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.audiences.rules import Person, account_domain, expires
from tcma.base.db import new_id
from tcma.base.keyed import keyed

_FIELDS = ("first_name", "last_name", "company", "title", "phone", "country", "language")
_KEEP = ", ".join(f"{name} = COALESCE(NULLIF(excluded.{name}, ''), c.{name})" for name in _FIELDS)
_DIFFERS = " OR ".join(f"excluded.{name} NOT IN ('', c.{name})" for name in _FIELDS)
# What the file says goes before what is known, and an empty cell before nothing. Unchanged people are not written.
_CONTACTS = text(f"""
INSERT INTO contacts AS c (id, partner_id, email, addr_key, account_domain, {", ".join(_FIELDS)},
                           source, created_at, updated_at)
SELECT id, :partner_id, email, addr_key, account_domain, {", ".join(_FIELDS)}, 'import', :now, :now
FROM unnest(CAST(:id AS uuid[]), CAST(:email AS text[]), CAST(:addr_key AS text[]), CAST(:account_domain AS text[]),
            {", ".join(f"CAST(:{name} AS text[])" for name in _FIELDS)})
     AS new (id, email, addr_key, account_domain, {", ".join(_FIELDS)})
ON CONFLICT (partner_id, addr_key) DO UPDATE SET {_KEEP}, updated_at = excluded.updated_at WHERE {_DIFFERS}
RETURNING (xmax = 0) AS fresh
""")  # made of the names above only
_KNOWN = text("SELECT addr_key, id FROM contacts WHERE partner_id = :partner_id AND addr_key = ANY(:keys)")
# A basis that ends is renewed by a later date; one that was withdrawn stays withdrawn.
_CONSENTS = text("""
INSERT INTO consents AS c (id, contact_id, partner_id, purpose, basis, source, wording, given_at, expires_at)
SELECT id, contact_id, :partner_id, 'marketing', basis, 'import', :wording, given_at, expires_at
FROM unnest(CAST(:id AS uuid[]), CAST(:contact_id AS uuid[]), CAST(:basis AS text[]),
            CAST(:given_at AS timestamptz[]), CAST(:expires_at AS timestamptz[]))
     AS new (id, contact_id, basis, given_at, expires_at)
ON CONFLICT (contact_id, purpose, basis, source) DO UPDATE
SET given_at = excluded.given_at, expires_at = excluded.expires_at, wording = excluded.wording
WHERE c.withdrawn_at IS NULL AND excluded.expires_at > c.expires_at
""")
_MEMBERS = text("""
INSERT INTO list_members (list_id, contact_id) SELECT :list_id, unnest(CAST(:ids AS uuid[])) ON CONFLICT DO NOTHING
""")
# A no in the file is a no: it stands like one on the unsubscribe page, whatever the next file says. Of one who was
# erased the no is there already, and the address does not come back with it.
_NOES = text("""
INSERT INTO suppressions (id, scope, partner_id, origin_partner_id, addr_key, reason, at)
SELECT id, 'partner', :partner_id, :partner_id, addr_key, 'opted_out', :now
FROM unnest(CAST(:id AS uuid[]), CAST(:keys AS text[]), CAST(:hashes AS text[])) AS new (id, addr_key, hash)
WHERE NOT EXISTS (
    SELECT FROM suppressions AS s WHERE s.addr_key = hash AND (s.partner_id = :partner_id OR s.partner_id IS NULL)
)
ON CONFLICT DO NOTHING
RETURNING id
""")


def keep_people(
    session: Session, people: Iterable[Person], *, partner_id: UUID, list_id: UUID, wording: str, now: datetime
) -> int:
    """Contacts, their consent and their place on the list. Returns how many are new. Keys must be distinct."""
    batch = sorted(people, key=lambda person: person.key)  # in one order, so that two imports don't lock each other
    if not batch:
        return 0
    columns: dict[str, list[Any]] = {name: [getattr(person, name) for person in batch] for name in _FIELDS}
    columns |= {
        "id": [new_id() for _ in batch],
        "email": [person.email for person in batch],
        "addr_key": [person.key for person in batch],
        "account_domain": [account_domain(person.key.rpartition("@")[2]) for person in batch],
    }
    fresh: int = sum(session.scalars(_CONTACTS, {"partner_id": partner_id, "now": now, **columns}))
    known = session.execute(_KNOWN, {"partner_id": partner_id, "keys": columns["addr_key"]})
    ids: dict[str, UUID] = {row.addr_key: row.id for row in known}
    given = [person.given_at or now for person in batch]
    consents = {
        "id": [new_id() for _ in batch],
        "contact_id": [ids[person.key] for person in batch],
        "basis": [person.basis for person in batch],
        "given_at": given,
        "expires_at": [expires(person.basis, at) for person, at in zip(batch, given, strict=True)],
    }
    session.execute(_CONSENTS, {"partner_id": partner_id, "wording": wording, **consents})
    session.execute(_MEMBERS, {"list_id": list_id, "ids": list(ids.values())})
    return fresh


def keep_noes(session: Session, keys: Sequence[str], *, partner_id: UUID, now: datetime) -> list[UUID]:
    """Suppress for the partner. The locks of the keys must be held. Returns the ids of what is new."""
    values = {"id": [new_id() for _ in keys], "keys": list(keys), "hashes": [keyed(key) for key in keys],
              "partner_id": partner_id, "now": now}  # fmt: skip
    return list(session.scalars(_NOES, values))
