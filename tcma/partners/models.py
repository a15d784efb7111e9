"""Organisations and people."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.base.roles import Role


class Programme(Base):
    """The vendor's programme: one row, made by `tcma init`."""

    __tablename__ = "programme"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    vendor_name: Mapped[str]
    website: Mapped[str]
    postal_address: Mapped[str]
    sender_domain: Mapped[str]  # verified at SES; a partner sends from <slug>.<sender_domain>, or a domain of its own
    timezone: Mapped[str]
    currency: Mapped[str]
    mark_key: Mapped[str | None]  # storage key of the vendor's mark, PNG
    protection_days: Mapped[int] = mapped_column(default=90)
    unreviewed_languages: Mapped[bool] = mapped_column(default=True)  # may launch with a warning
    # One click on a partner's link stops every partner. Less than that partner and the vendor it never stops.
    leaving_stops_all: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # Who ticks a box confirms it by mail; with this, also who came by a link that was mailed to them.
    confirm_everyone: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # When no marketing leaves for a reader, by the reader's clock; no hours where these are null.
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    quiet_weekends: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class Partner(Base):
    """A firm that sells for the vendor."""

    __tablename__ = "partners"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    country: Mapped[str]  # ISO 3166-1 alpha-2
    region: Mapped[str]  # as the vendor groups its reports
    language: Mapped[str]
    timezone: Mapped[str]
    tier: Mapped[str] = mapped_column(default="registered")
    website: Mapped[str] = mapped_column(default="")
    # Marketing one person may get of it in seven days, before another run leaves them out.
    mails_per_week: Mapped[int] = mapped_column(default=3, server_default=text("3"))
    # What it sells and whom it knows, in the vendor's words: for its leads, and for blocks that are not for everyone.
    products: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    industries: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    joined_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]


class Person(Base):
    """Someone who signs in: of a partner, or of the vendor where `partner_id` is null."""

    __tablename__ = "people"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)  # case-folded
    name: Mapped[str]
    role: Mapped[Role]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)
    language: Mapped[str]
    timezone: Mapped[str]
    theme: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]


class WebSession(Base):
    """A signed-in browser. Only the SHA-256 of its cookie is kept."""

    __tablename__ = "web_sessions"

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(default="")


class Invitation(Base):
    """An invitation by mail; its link is a signed token over the id."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("email", "partner_id", "invited_at"),)

    id: Mapped[Id]
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)
    language: Mapped[str]
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A try to sign in that has not succeeded, kept for an hour. Account and address are keyed hashes."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[Id]
    account: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class PasswordReset(Base):
    """A forgotten password; the link in the mail is a signed token over the id. Works once, for an hour."""

    __tablename__ = "password_resets"

    id: Mapped[Id]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
