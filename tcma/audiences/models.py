"""Contacts, lists, imports, consent, suppression."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class ImportState(enum.StrEnum):
    """ASKING: a question is open. PREVIEWED: shown, nothing stored. STORING: a job is at it. STORED: done."""

    ASKING = "asking"
    PREVIEWED = "previewed"
    STORING = "storing"
    STORED = "stored"
    REFUSED = "refused"


class Contact(Base):
    """A person a partner may write to. It belongs to the partner that brought it.

    Of one who was erased a row without a partner stays, that says nothing of anybody: what was counted stays counted.
    """

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("partner_id", "addr_key"), Index("ix_contacts_account", "account_domain"))

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), nullable=True)  # null: erased
    email: Mapped[str]
    addr_key: Mapped[str]  # rules.addr_key: case-folded local part and A-label domain
    account_domain: Mapped[str | None]  # registrable domain; null for freemail
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    company: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2, or empty
    language: Mapped[str] = mapped_column(default="")  # BCP 47, or empty: the partner's
    source: Mapped[str] = mapped_column(default="import")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Consent(Base):
    """Why a partner may write to a contact for a purpose, and how that is proved.

    Of a form: when it was sent (`asked_at`, where it had to be confirmed), from where and with what, and the words
    that were agreed to, with their version and language. `given_at` is when it counts from.
    """

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("contact_id", "purpose", "basis", "source"),)

    id: Mapped[Id]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)  # the controller
    purpose: Mapped[str] = mapped_column(default="marketing")
    basis: Mapped[str]
    source: Mapped[str]
    wording: Mapped[str] = mapped_column(default="")
    wording_version: Mapped[str] = mapped_column(default="", server_default="")
    language: Mapped[str] = mapped_column(default="", server_default="")  # of the wording, BCP 47
    ip: Mapped[str] = mapped_column(default="", server_default="")
    agent: Mapped[str] = mapped_column(default="", server_default="")
    asked_at: Mapped[datetime | None]
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class OptIn(Base):
    """A box that was ticked, and is no consent before the person says so by the link mailed to them.

    The link is a signed token over the id. It works until `expires_at`; the row goes 30 days after it was made.
    """

    __tablename__ = "opt_ins"

    id: Mapped[Id]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))  # the controller
    source: Mapped[str]
    wording: Mapped[str]
    wording_version: Mapped[str]
    language: Mapped[str]
    ip: Mapped[str]
    agent: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class ContactList(Base):
    """Named people of a partner: an import makes one."""

    __tablename__ = "contact_lists"

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    name: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ListMember(Base):
    """A contact on a list."""

    __tablename__ = "list_members"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("contact_lists.id"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True, index=True)


class Import(Base):
    """A file of contacts: read, shown, stored, every record accounted for."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_digest", "partner_id", "digest"),)

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    list_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_lists.id"))
    file_name: Mapped[str]
    storage_key: Mapped[str]
    digest: Mapped[str]  # SHA-256 of the file: the same file again fills the same list
    state: Mapped[ImportState]
    reading: Mapped[dict[str, Any]]  # rules.Reading, or the question that is open
    basis: Mapped[str] = mapped_column(default="")  # said for the file; a row's own goes before it
    wording: Mapped[str] = mapped_column(default="")  # where they agreed, in the partner's words
    counts: Mapped[dict[str, Any]]
    left_out: Mapped[list[Any]]  # the first of them, for the page: [{line, code, message, values, value}]
    done: Mapped[int] = mapped_column(default=0)  # records stored so far
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]  # the file and the rows shown of it are gone; the counts stay


class Suppression(Base):
    """An address that is not written to: by one partner, or (`partner_id` null) by anyone."""

    __tablename__ = "suppressions"
    __table_args__ = (
        Index("uq_suppressions_partner", "partner_id", "addr_key", unique=True,
              postgresql_where=text("partner_id IS NOT NULL")),
        Index("uq_suppressions_everyone", "addr_key", "scope", unique=True,
              postgresql_where=text("partner_id IS NULL")),
        CheckConstraint("(scope = 'partner') = (partner_id IS NOT NULL)", name="scope"),
    )

    id: Mapped[Id]
    scope: Mapped[str]  # partner, programme, global
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    addr_key: Mapped[str]  # of one who was erased: base.keyed
    reason: Mapped[str]  # unsubscribed, opted_out, bounced, complained, erased
    # Whose mail it came from. Only that partner is told the reason of what holds for everyone.
    origin_partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    message_id: Mapped[UUID | None] = mapped_column(index=True)  # the mail it came from, if any; owned by delivery
    at: Mapped[datetime]
