"""Who shares, the links they share, and the registrations that came of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class Sharer(Base):
    """A person of a partner with a page of posts to share. Its address is a signed token over the id.

    `email` is '' where the link was handed over by other means; `named`: they chose to be named on the
    leaderboard. One that was revoked stays, so that what came of it can be told.
    """

    __tablename__ = "sharers"
    __table_args__ = (
        Index("uq_sharers_person", "person_id", unique=True, postgresql_where=text("revoked_at IS NULL")),
        Index(
            "uq_sharers_email", "partner_id", "email", unique=True,
            postgresql_where=text("revoked_at IS NULL AND email <> ''"),
        ),
    )  # fmt: skip

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # of one who also signs in
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="", server_default="")  # case-folded
    language: Mapped[str]
    named: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ShareLink(Base):
    """The one link of a sharer for a post on a network in a language. `post` is '' for the whole kit (its QR code)."""

    __tablename__ = "share_links"
    __table_args__ = (
        UniqueConstraint(
            "sharer_id", "version_id", "asset_key", "post", "network", "language", name="uq_share_links_post"
        ),
    )  # fmt: skip

    id: Mapped[Id]
    sharer_id: Mapped[UUID] = mapped_column(ForeignKey("sharers.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"))
    asset_key: Mapped[str]
    post: Mapped[str]
    network: Mapped[str]
    language: Mapped[str]
    link_id: Mapped[UUID] = mapped_column(ForeignKey("links.id"), unique=True)
    created_at: Mapped[datetime]


class ShareApproval(Base):
    """An approved deal registration of a person whom a sharer's post had brought. Once for each of them."""

    __tablename__ = "share_approvals"

    sharer_id: Mapped[UUID] = mapped_column(ForeignKey("sharers.id"), primary_key=True)
    registration_id: Mapped[UUID] = mapped_column(primary_key=True)  # owned above
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    at: Mapped[datetime]
