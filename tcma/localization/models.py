"""The words of a version in each language."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base


class SegmentText(Base):
    """One segment of a version in one language. `state`: approved, needs_review."""

    __tablename__ = "segment_texts"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    text: Mapped[str]
    state: Mapped[str]
