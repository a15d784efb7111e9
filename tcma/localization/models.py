"""The words of a version in each language, the translation memory, and what a machine is translating."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.localization.rules import ItemState, JobState


class SegmentText(Base):
    """One segment of a version in one language. `state`: approved, needs_review."""

    __tablename__ = "segment_texts"

    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    text: Mapped[str]
    state: Mapped[str]


class MemoryText(Base):
    """Words that a person approved and that were published. Never those of a legal block."""

    __tablename__ = "translation_memory"
    # Near hits are looked for among texts of about the same length.
    __table_args__ = (Index("ix_translation_memory_length", "source_language", "language", "length"),)

    source_language: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)  # rules.digest of the source
    source: Mapped[str]
    length: Mapped[int]
    text: Mapped[str]
    approved_at: Mapped[datetime]


class GlossaryTerm(Base):
    """A name that stays as it is in every language."""

    __tablename__ = "glossary_terms"

    term: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class TranslationJob(Base):
    """A draft on its way into a language. One row per draft and language; a new start begins the row anew.

    `leased_until` says which worker has it in hand, `not_before` when the engine may be asked again.
    """

    __tablename__ = "translation_jobs"
    __table_args__ = (
        UniqueConstraint("draft_id", "language"),
        Index("ix_translation_jobs_running", "id", postgresql_where=text("state = 'running'")),
    )

    id: Mapped[Id]
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("kit_drafts.id", ondelete="CASCADE"))
    language: Mapped[str]
    engine: Mapped[str]
    state: Mapped[JobState]
    reason: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    started_at: Mapped[datetime]
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class TranslationItem(Base):
    """One text of a job. `text` is what the machine or the memory said; `later` that a reviewer put it aside."""

    __tablename__ = "translation_items"

    job_id: Mapped[UUID] = mapped_column(ForeignKey("translation_jobs.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    source: Mapped[str]
    state: Mapped[ItemState]
    text: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    near_source: Mapped[str] = mapped_column(default="")
    near_text: Mapped[str] = mapped_column(default="")
    near_percent: Mapped[int] = mapped_column(default=0)
    later: Mapped[bool] = mapped_column(default=False)
