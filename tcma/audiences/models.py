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
    """A person a partner may write to. It belongs to the partner that brought it."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("partner_id", "addr_key"), Index("ix_contacts_account", "account_domain"))

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
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
    """Why a partner may write to a contact for a purpose."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("contact_id", "purpose", "basis", "source"),)

    id: Mapped[Id]
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)  # the controller
    purpose: Mapped[str] = mapped_column(default="marketing")
    basis: Mapped[str]
    source: Mapped[str]
    wording: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


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


class Suppression(Base):
    """An address or a domain that is not written to, for one reason: by one partner, the vendor, or anyone.

    A reason is a row of its own: what one of them lifts, the others still hold.
    """

    __tablename__ = "suppressions"
    __table_args__ = (
        Index("uq_suppressions_partner_reason", "partner_id", "addr_key", "reason", unique=True,
              postgresql_where=text("partner_id IS NOT NULL")),
        Index("uq_suppressions_everyone_reason", "addr_key", "scope", "reason", unique=True,
              postgresql_where=text("partner_id IS NULL")),
        CheckConstraint("(scope = 'partner') = (partner_id IS NOT NULL)", name="scope"),
    )  # fmt: skip

    id: Mapped[Id]
    scope: Mapped[str]  # partner; vendor: its own mail; programme, global: everyone's
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    addr_key: Mapped[str]  # rules.addr_key, or `@domain` for all addresses of a domain
    reason: Mapped[str]  # unsubscribed, opted_out, bounced, complained; listed: by hand, taken back by who listed it
    # Whose mail it came from. Only that partner is told the reason of what holds for everyone.
    origin_partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    message_id: Mapped[UUID | None] = mapped_column(index=True)  # the mail it came from, if any; owned by delivery
    at: Mapped[datetime]


class TopicRefusal(Base):
    """A topic that a person does not want to hear about from one partner. Kept by address, as suppressions are."""

    __tablename__ = "topic_refusals"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    addr_key: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)  # the kit's
    message_id: Mapped[UUID | None]  # the mail it came from; owned by delivery
    at: Mapped[datetime]


class PartnerTopic(Base):
    """What a partner has written about: written down by launches and events when they are scheduled."""

    __tablename__ = "partner_topics"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, Any]]  # {language: what readers are told}; empty for the product's own words
    updated_at: Mapped[datetime]


class FormerContact(Base):
    """A contact that was merged or erased: its links in old mails still take a no."""

    __tablename__ = "former_contacts"

    id: Mapped[UUID] = mapped_column(primary_key=True)  # the contact's own
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    addr_key: Mapped[str]  # what a no of theirs is kept under; of an erased person the keyed hash
    kept_id: Mapped[UUID | None]  # whom a merge kept
    language: Mapped[str] = mapped_column(default="")
    gone_at: Mapped[datetime]
