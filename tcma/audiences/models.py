"""Contacts, lists, imports, consent, suppression."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Computed, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class ImportState(enum.StrEnum):
    """LOOKING: a job reads the file. ASKING: a question is open. PREVIEWED: shown, nothing stored. STORING: a job is
    at it. STORED: done.

    UNREADABLE: a job found out, and nothing is kept. STOPPED by a person, or REFUSED since the file was gone: what
    was stored until then stays.
    """

    LOOKING = "looking"
    UNREADABLE = "unreadable"
    ASKING = "asking"
    PREVIEWED = "previewed"
    STORING = "storing"
    STORED = "stored"
    STOPPED = "stopped"
    REFUSED = "refused"


# The words of a person as a search finds them: lower case, cut at spaces and at the signs of an address.
_WORDS = (
    "to_tsvector('simple'::regconfig, translate(((((((((email)::text || ' '::text) || (first_name)::text) || "
    "' '::text) || (last_name)::text) || ' '::text) || (company)::text)), '@.-_+/:<&'::text, '         '::text))"
)


class Contact(Base):
    """A person a partner may write to. It belongs to the partner that brought it.

    Of one who was erased a row without a partner stays, that says nothing of anybody: what was counted stays counted.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("partner_id", "addr_key"),
        Index("ix_contacts_account", "account_domain"),
        Index("ix_contacts_came", "partner_id", "id"),
        Index("ix_contacts_words", "words", postgresql_using="gin"),
        Index("ix_contacts_phone", "partner_id", "phone", postgresql_where=text("phone <> ''")),
    )
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012  # SQLAlchemy says so; nobody reads back the words

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), nullable=True)  # null: erased
    email: Mapped[str]
    addr_key: Mapped[str]  # rules.addr_key: case-folded local part and A-label domain
    account_domain: Mapped[str | None]  # registrable domain; null for freemail
    # base.keyed of the address where its person was erased somewhere: noes may be kept under that. Else null.
    held_as: Mapped[str | None]
    first_name: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str] = mapped_column(default="")
    company: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")  # ISO 3166-1 alpha-2, or empty
    language: Mapped[str] = mapped_column(default="")  # BCP 47, or empty: the partner's
    timezone: Mapped[str] = mapped_column(default="", server_default="")  # IANA, or empty: by the country
    source: Mapped[str] = mapped_column(default="import")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(TSVECTOR, Computed(_WORDS, persisted=True), deferred=True)


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
    office_id: Mapped[UUID | None]  # in whose brand they were asked, None: the main one; owned beside
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
    # rules.Reading; before it {said}, what was answered; the question that is open; or {refused}, why there is none
    reading: Mapped[dict[str, Any]]
    basis: Mapped[str] = mapped_column(default="")  # said for the file; a row's own goes before it
    wording: Mapped[str] = mapped_column(default="")  # where they agreed, in the partner's words
    counts: Mapped[dict[str, Any]]
    left_out: Mapped[list[Any]]  # the first of them, for the page: [{line, code, message, values, value}]
    done: Mapped[int] = mapped_column(default=0)  # records looked at so far, and then stored
    turn_at: Mapped[datetime | None]  # when a job last began on it: who waits longest is next
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]  # the file and the rows shown of it are gone; the counts stay


class Suppression(Base):
    """An address or a domain that is not written to, for one reason: by one partner, the vendor, or anyone.

    A reason is a row of its own: what one of them lifts, the others still hold.
    """

    __tablename__ = "suppressions"
    __table_args__ = (
        Index("uq_suppressions_partner_reason", "partner_id", "addr_key", "reason", "copy_of_id", unique=True,
              postgresql_where=text("partner_id IS NOT NULL"), postgresql_nulls_not_distinct=True),
        Index("uq_suppressions_everyone_reason", "addr_key", "scope", "reason", unique=True,
              postgresql_where=text("partner_id IS NULL")),
        Index("ix_suppressions_hashed", "addr_key", postgresql_where=text("addr_key LIKE '#%'")),
        CheckConstraint("(scope = 'partner') = (partner_id IS NOT NULL)", name="scope"),
    )  # fmt: skip

    id: Mapped[Id]
    scope: Mapped[str]  # partner; vendor: its own mail; programme, global: everyone's
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    addr_key: Mapped[str]  # rules.addr_key, or `@domain` for a whole domain; of one who was erased: base.keyed
    # unsubscribed, opted_out, bounced, complained, erased; listed: by hand, taken back by who listed it
    reason: Mapped[str]
    # Whose mail it came from. Only that partner is told the reason of what holds for everyone.
    origin_partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    message_id: Mapped[UUID | None] = mapped_column(index=True)  # the mail it came from, if any; owned by delivery
    # Of merged contacts: what holds for everyone under another of their addresses. What lifts that lifts this.
    copy_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("suppressions.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    # Database clock, under the address's lock: no mail to it begins after this.
    written_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class ApiKey(Base):
    """By which own programs bring contacts, or the vendor's bring leads. The key is shown once and kept nowhere."""

    __tablename__ = "api_keys"

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True, nullable=True)  # null: the vendor's
    name: Mapped[str]  # which program uses it, in the partner's words
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the key, which is as long as its digest
    list_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_lists.id"))  # whom it brought
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ContactTraits(Base):
    """What a person did and where the sale stands, told by the slices above: segments read only this.

    A person without a row did nothing yet.
    """

    __tablename__ = "contact_traits"

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    touches: Mapped[int] = mapped_column(default=0, server_default=text("0"))  # classed human, and counted
    touched_at: Mapped[datetime | None]  # the last of them
    lead: Mapped[str] = mapped_column(default="", server_default=text("''"))  # rules.segments.LEADS, or empty
    deals: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))  # DEALS


class Segment(Base):
    """A saved filter over the partner's people; who is in it is looked up each time."""

    __tablename__ = "segments"
    __table_args__ = (
        Index("uq_segments_name", "partner_id", text("lower(name)"), unique=True,
              postgresql_where=text("deleted_at IS NULL")),
    )  # fmt: skip

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    name: Mapped[str]
    filter: Mapped[dict[str, Any]]  # rules.segments.Filter
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]  # launches may point here


class Tag(Base):
    """A word that a partner puts on people."""

    __tablename__ = "tags"
    __table_args__ = (Index("uq_tags_name", "partner_id", text("lower(name)"), unique=True),)

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    name: Mapped[str]
    created_at: Mapped[datetime]


class ContactTag(Base):
    """A tag on a person."""

    __tablename__ = "contact_tags"

    tag_id: Mapped[UUID] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(
        ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))


class ContactNote(Base):
    """What somebody of the partner wrote down about a person."""

    __tablename__ = "contact_notes"
    __table_args__ = (Index("ix_contact_notes_contact", "contact_id", "at"),)

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    author: Mapped[str]  # as they were called then
    body: Mapped[str]
    at: Mapped[datetime]


class ContactMerge(Base):
    """Two contacts became one. `dropped_id` is deleted once everything that pointed there follows."""

    __tablename__ = "contact_merges"

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    dropped_id: Mapped[UUID] = mapped_column(index=True)  # no key: that contact goes
    dropped: Mapped[dict[str, Any]]  # its fields as they were
    replaced: Mapped[dict[str, Any]]  # {field: what the kept contact had before}
    merged_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    merged_name: Mapped[str]
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]


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
