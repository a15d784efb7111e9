"""Kits, their published versions, and the draft a marketer edits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class KitRow(Base):
    """A kit by its slug; what it says is in its versions."""

    __tablename__ = "kits"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]  # nobody begins with it any more; what runs goes on


class KitVersion(Base):
    """A published version. It never changes."""

    __tablename__ = "kit_versions"
    __table_args__ = (UniqueConstraint("kit_id", "number"),)

    id: Mapped[Id]
    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kits.id"))
    number: Mapped[int]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]  # rules.to_json
    content_hash: Mapped[str]  # of content, copy and media
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    # Why partners have to take it, in the marketer's words; '' where they choose.
    mandatory: Mapped[str] = mapped_column(default="", server_default="")


class AssetRow(Base):
    """One asset of one version: the unit of attribution. `key` stays the same across versions."""

    __tablename__ = "assets"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[Id]
    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"))
    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kits.id"), index=True)
    key: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    position: Mapped[int]


class KitMedia(Base):
    """A drawing or document of a version, as published."""

    __tablename__ = "kit_media"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[bytes]


class KitDraft(Base):
    """What a marketer is writing. Nothing of it is sent before it is published."""

    __tablename__ = "kit_drafts"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    based_on: Mapped[UUID | None] = mapped_column(ForeignKey("kit_versions.id"))
    content: Mapped[dict[str, Any]]
    copy: Mapped[dict[str, Any]]  # {language: {segment key: {text, reviewed}}}
    media: Mapped[dict[str, Any]]  # rules.media_to_json
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
