"""The tracked links that stand in files, and a partner's own words in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class FileLink(Base):
    """The one link of a partner for a target in a file: of which asset, as what (`medium`), in which language, and in
    the brand of which office."""

    __tablename__ = "file_links"
    __table_args__ = (
        UniqueConstraint(
            "partner_id", "version_id", "asset_key", "medium", "language", "office_id", "target",
            name="uq_file_links_place", postgresql_nulls_not_distinct=True,
        ),
    )  # fmt: skip

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"))
    asset_key: Mapped[str]
    medium: Mapped[str]  # paper, deck, picture, code, signature
    language: Mapped[str]
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"))  # None: the main brand, or an event's own
    target: Mapped[str]  # with an event's id before it where it is of one
    link_id: Mapped[UUID] = mapped_column(ForeignKey("links.id"), unique=True)
    created_at: Mapped[datetime]


class FileWords(Base):
    """What a partner writes into the regions of a kit's files, in one language; kept across versions of the kit."""

    __tablename__ = "file_words"
    __table_args__ = (UniqueConstraint("partner_id", "kit_id", "language", name="uq_file_words_kit"),)

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kits.id"))
    language: Mapped[str]
    words: Mapped[dict[str, Any]]  # {segment key: text}
    updated_at: Mapped[datetime]
