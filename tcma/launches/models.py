"""A partner's run of a kit version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.launches.rules import LaunchState


class Launch(Base):
    """A draft until it is scheduled; then its version, words and people stand still."""

    __tablename__ = "launches"
    __table_args__ = (
        Index("uq_launches_draft", "partner_id", "kit_id", unique=True, postgresql_where=text("state = 'draft'")),
    )

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kits.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"))
    list_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_lists.id"))
    segment_id: Mapped[UUID | None] = mapped_column(ForeignKey("segments.id"))  # instead of a list
    people_filter: Mapped[dict[str, Any] | None]  # the segment's, as it was when the launch was scheduled
    own_words: Mapped[dict[str, Any]]  # {language: {segment key: text}}
    languages: Mapped[list[Any]]  # tags this launch may send in
    # Words of the partner that a newer version has no room for: {language: {segment key: text}}.
    set_aside: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    sender: Mapped[str] = mapped_column(default="", server_default="")  # a senders.queries.Choice; '' the usual one
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"))  # in whose brand; None: the main one
    when_kind: Mapped[str]  # now, best, at, local
    starts_at: Mapped[datetime | None]
    state: Mapped[LaunchState]
    hold_until: Mapped[datetime | None]  # product time
    scheduled_at: Mapped[datetime | None]
    scheduled_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    paused_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class LaunchPerson(Base):
    """Who the launch is for, as it was when it was scheduled: later changes of the list change nothing."""

    __tablename__ = "launch_people"

    launch_id: Mapped[UUID] = mapped_column(ForeignKey("launches.id"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    language: Mapped[str]
