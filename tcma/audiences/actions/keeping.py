"""One batch of people into the tables: copied beside them first, then a handful of statements whatever its size."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.audiences.rules import Person, account_domain, expires
from tcma.base.db import new_id
from tcma.base.keyed import keyed

_FIELDS = ("first_name", "last_name", "company", "title", "phone", "country", "language", "timezone")
_NAMED = ", ".join(_FIELDS)
_KEEP = ", ".join(f"{name} = COALESCE(NULLIF(excluded.{name}, ''), c.{name})" for name in _FIELDS)
_DIFFERS = " OR ".join(f"excluded.{name} NOT IN ('', c.{name})" for name in _FIELDS)
# A table of this connection alone: not logged, seen by nobody else, empty again when the transaction ends.
_STAGE = text(f"""
CREATE TEMPORARY TABLE IF NOT EXISTS staged_people (
    id uuid, consent_id uuid, email text, addr_key text, account_domain text,
    {", ".join(f"{name} text" for name in _FIELDS)}, basis text, given_at timestamptz, expires_at timestamptz
) ON COMMIT DELETE ROWS
""")
_EMPTY = text("TRUNCATE staged_people")
_COPY = f"""
COPY staged_people (id, consent_id, email, addr_key, account_domain, {_NAMED}, basis, given_at, expires_at) FROM STDIN
"""
# What the file says goes before what is known, and an empty cell before nothing. Unchanged people are not written.
_CONTACTS = text(f"""
INSERT INTO contacts AS c (id, partner_id, email, addr_key, account_domain, {_NAMED}, source, created_at, updated_at)
SELECT id, :partner_id, email, addr_key, account_domain, {_NAMED}, 'import', :now, :now FROM staged_people
ON CONFLICT (partner_id, addr_key) DO UPDATE SET {_KEEP}, updated_at = excluded.updated_at WHERE {_DIFFERS}
RETURNING (xmax = 0) AS fresh
""")  # made of the names above only
_COUNTED = text(f"WITH kept AS ({_CONTACTS.text}) SELECT count(*) FILTER (WHERE fresh) FROM kept")
_SETTLE = text("""
UPDATE staged_people SET id = c.id FROM contacts AS c
WHERE c.partner_id = :partner_id AND c.addr_key = staged_people.addr_key AND c.id <> staged_people.id
""")
# A basis that ends is renewed by a later date; one that was withdrawn stays withdrawn.
_CONSENTS = text("""
INSERT INTO consents AS c (id, contact_id, partner_id, purpose, basis, source, wording, given_at, expires_at)
SELECT consent_id, id, :partner_id, 'marketing', basis, 'import', :wording, given_at, expires_at FROM staged_people
ON CONFLICT (contact_id, purpose, basis, source) DO UPDATE
SET given_at = excluded.given_at, expires_at = excluded.expires_at, wording = excluded.wording
WHERE c.withdrawn_at IS NULL AND excluded.expires_at > c.expires_at
""")
_MEMBERS = text("""
INSERT INTO list_members (list_id, contact_id) SELECT :list_id, id FROM staged_people ON CONFLICT DO NOTHING
""")
# A no in the file is a no: it stands like one on the unsubscribe page, whatever the next file says. Of one who was
# erased the no is there already, and the address does not come back with it.
_NOES = text("""
INSERT INTO suppressions (id, scope, partner_id, origin_partner_id, addr_key, reason, at)
SELECT id, 'partner', :partner_id, :partner_id, addr_key, 'opted_out', :now
FROM unnest(CAST(:id AS uuid[]), CAST(:keys AS text[]), CAST(:hashes AS text[])) AS new (id, addr_key, hash)
WHERE NOT EXISTS (
    SELECT FROM suppressions AS s
    WHERE s.addr_key = hash AND s.reason = 'erased' AND (s.partner_id = :partner_id OR s.partner_id IS NULL)
)
ON CONFLICT DO NOTHING
RETURNING id
""")


def keep_people(
    session: Session, people: Iterable[Person], *, partner_id: UUID, list_id: UUID, wording: str, now: datetime
) -> int:
    """Contacts, their consent and their place on the list. Returns how many are new. Keys must be distinct."""
    batch = sorted(people, key=attrgetter("key"))  # in one order, so that two imports don't lock each other
    if not batch:
        return 0
    _stage(session, batch, now)
    fresh: int = session.scalars(_COUNTED, {"partner_id": partner_id, "now": now}).one()
    if fresh < len(batch):
        session.execute(_SETTLE, {"partner_id": partner_id})
    session.execute(_CONSENTS, {"partner_id": partner_id, "wording": wording})
    session.execute(_MEMBERS, {"list_id": list_id})
    return fresh


def _stage(session: Session, batch: Sequence[Person], now: datetime) -> None:
    session.execute(_STAGE)
    session.execute(_EMPTY)
    cursor = session.connection().connection.cursor()
    with cursor.copy(_COPY) as copy:
        for one in batch:
            given = one.given_at or now
            copy.write_row((
                new_id(), new_id(), one.email, one.key, account_domain(one.key.rpartition("@")[2]),
                one.first_name, one.last_name, one.company, one.title, one.phone, one.country, one.language,
                one.timezone, one.basis, given, expires(one.basis, given),
            ))  # fmt: skip
    cursor.close()


def keep_noes(session: Session, keys: Sequence[str], *, partner_id: UUID, now: datetime) -> list[UUID]:
    """Suppress for the partner. The locks of the keys must be held. Returns the ids of what is new."""
    values = {"id": [new_id() for _ in keys], "keys": list(keys), "hashes": [keyed(key) for key in keys],
              "partner_id": partner_id, "now": now}  # fmt: skip
    return list(session.scalars(_NOES, values))
