"""What both sides write to each other about a registration, and the files that prove it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class DealMessage(Base):
    """One message of the thread."""

    __tablename__ = "deal_messages"

    id: Mapped[Id]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    side: Mapped[str]  # partner, vendor
    kind: Mapped[str]  # question, answer, appeal, extension, news
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    body: Mapped[str]
    at: Mapped[datetime]


class DealFile(Base):
    """A file that the partner put to its registration; its bytes are in the storage."""

    __tablename__ = "deal_files"

    id: Mapped[Id]
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]  # bytes
    storage_key: Mapped[str]
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime]
