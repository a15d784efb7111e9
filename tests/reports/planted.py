"""A marker in every text of every table of one partner: what shows on somebody else's page is seen to."""

import enum
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Column, Enum, String, Table, Text, Uuid, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tests.deals.world import NOW
from tests.tables import tables

SECRET = {
    "api_keys": "name",
    "attempts": "detail",
    "compositions": "subject html text",
    "consents": "source wording ip agent",
    "contact_lists": "name",
    "contact_merges": "dropped replaced merged_name",
    "contact_notes": "author body",
    "contacts": "email addr_key first_name last_name company title phone",
    "delivery_events": "detail",
    "file_words": "words",
    "event_registrations": "email first_name last_name company dietary check_in_key",
    "former_contacts": "addr_key",
    "held_answers": "email answers wording",
    "imports": "file_name storage_key digest reading wording counts left_out",
    "launches": "people_filter own_words set_aside",
    "events": "people_filters own_words room",
    "lead_events": "detail",
    "lead_tasks": "text",
    "leads": "note",
    "message_attachments": "name",
    "messages": "recipient_key addr_key email values",
    "opt_ins": "source wording ip agent",
    "responses": "answers",
    "segments": "name filter",
    "sharers": "name email",
    "suppressions": "addr_key",
    "tags": "name",
    "topic_refusals": "addr_key",
    "webhook_deliveries": "body answer",
    "webhooks": "url secret",
}
"""{table: columns} of what a partner brings, writes or is told about people: never the vendor's to read."""

SHARED = {
    "brand_kits": "the imprint of the partner's mails and pages",
    "commission_entries": "money between the vendor and the partner",
    "commission_sales": "likewise",
    "offices": "the imprint of the partner's mails and pages",
    "file_links": "which file in which language",
    "deals": "shared by registering it",
    "deal_authorisations": "what the vendor lets the partner sell",
    "deal_files": "shared by putting them to a registration; of a draft they are not shown",
    "deal_messages": "written to the vendor, or by it",
    "deal_prechecks": "a question to the vendor, which says so on the page",
    "deal_log": "shared by registering it",
    "registrations": "shared by submitting it; drafts are looked at below",
    "invitations": "the vendor invites partners and sees who came",
    "partner_topics": "names of kits, which are the vendor's",
    "share_links": "which post on which network",
    "guard_holds": "figures of the guard, and the vendor's own reason for ending it",
    "sites": "the domain that a partner's pages are at: anybody may look it up",
    "senders": "the vendor's account at Amazon has to verify the partner's domain",
    "sending_holds": "what holds the vendor's account, or one partner's tenant, in Amazon's words",
    "tenants": "names that the vendor's account at Amazon knows",
    "steps": "the sender is the partner's firm",
    "lead_intakes": "what the vendor says that a partner covers",
    "lead_offers": "the vendor's own offers",
    "routing_turns": "the vendor's own rules",
    "vendor_leads": "who asked the vendor",
    "vendor_lead_events": "the vendor's own history of them",
    "links": "addresses of the kit's and the partner's pages",
    "people": "who signs in is known to the vendor",
}
"""Tables of partners whose texts the vendor may see, and why."""

# Codes, states, keys and times: nothing that a person typed.
CODES = frozenset((
    "account_domain", "address", "asset_key", "attachments_hash", "audience", "basis", "browser", "channel",
    "chosen", "code", "content_hash", "content_type", "country", "currency", "deals", "digest", "fields",
    "headline", "held_as", "idempotency_key", "key", "kind", "language", "languages", "lead", "meaning", "model",
    "place", "post", "purpose", "reason", "scope", "sender", "ses_message_id", "skipped", "source", "timezone",
    "topic", "variant", "visitor", "waits_for", "when_kind", "why", "wording_version",
))  # fmt: skip


def texts(table: Table) -> set[str]:
    """The columns of a table that hold text or data."""
    return {
        column.name for column in table.columns
        if isinstance(column.type, String | JSONB | ARRAY) and not isinstance(column.type, Enum)
    }  # fmt: skip


def marker(table: str, column: str) -> str:
    return f"mk{table}{column}".replace("_", "")


def plant(session: Session, partner_id: UUID) -> list[str]:
    """The marker of every secret column, in each row of the partner; a table without one gets a row. Committed."""
    for table in tables().sorted_tables:
        if table.name in SECRET:
            if session.scalar(select(func.count()).where(table.c.partner_id == partner_id)) == 0:
                session.execute(insert(table).values(_row(session, table, partner_id)))
            session.execute(update(table).where(table.c.partner_id == partner_id).values(_marked(table)))
    session.commit()
    return [marker(table, column) for table, columns in SECRET.items() for column in columns.split()]


def _marked(table: Table) -> dict[str, Any]:
    """Each marker with the id of its row, since some of them must differ."""
    own = next(iter(table.primary_key.columns))
    values: dict[str, Any] = {}
    for name in SECRET[table.name].split():
        column, mark = table.c[name], marker(table.name, name)
        if not isinstance(column.type, JSONB):
            values[name] = func.concat(mark, "-", func.cast(own, Text))
        elif name == "left_out":
            values[name] = [{"line": 1, "code": "bad_row", "message": mark, "values": {}, "value": mark}]
        else:
            held = {"match": "all", "conditions": [{"field": "company", "operator": "is", "value": mark}]}
            values[name] = literal([held] if name == "people_filters" else held, JSONB)
    return values


def _row(session: Session, table: Table, partner_id: UUID) -> dict[str, Any]:
    """A row of the partner that holds as little as the table takes."""
    return {
        column.name: partner_id if column.name == "partner_id" else _value(session, column, partner_id)
        for column in table.columns
        if column.name == "partner_id" or not (column.nullable or column.computed is not None or column.server_default)
    }  # fmt: skip


def _value(session: Session, column: Column[Any], partner_id: UUID) -> Any:
    for key in column.foreign_keys:
        there = select(key.column).limit(1)
        if session.scalar(there) is None:
            session.execute(insert(key.column.table).values(_row(session, key.column.table, partner_id)))
        return session.scalar(there)
    if isinstance(column.type, Uuid):
        return new_id()
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class or column.type.enums))
    kinds: dict[type, Any] = {datetime: NOW, date: NOW.date(), bool: False, int: 1, Decimal: 1, bytes: b"", dict: {},
                              list: [], enum.Enum: None}  # fmt: skip
    if isinstance(column.type, JSONB):
        return [] if column.name in ("languages", "left_out") else {}
    return kinds.get(column.type.python_type, "partner" if column.name == "scope" else "x")
