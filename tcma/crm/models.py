"""Tables of the CRM: how it is read, what it said, what contradicts itself, and each reading."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class CrmSetup(Base):
    """The mapping, when it is read by itself, and how far: one row."""

    __tablename__ = "crm_setup"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    mapping: Mapped[dict[str, Any]]  # rules.mapping.to_json
    every_minutes: Mapped[int]  # 0: only when somebody asks
    # The latest change that was read of each kind, by the CRM's clock.
    accounts_until: Mapped[datetime | None]
    opportunities_until: Mapped[datetime | None]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]


class CrmRecord(Base):
    """The latest that was said of something there, and what became of it."""

    __tablename__ = "crm_records"
    __table_args__ = (
        Index("ix_crm_records_number", "number", postgresql_where=text("number <> 0")),
        Index("ix_crm_records_parent", "source", "parent"),
        Index("ix_crm_records_open", "outcome", postgresql_where=text("outcome IN ('waiting', 'conflict')")),
    )

    source: Mapped[str] = mapped_column(primary_key=True)  # salesforce; sent: by a file or a program
    kind: Mapped[str] = mapped_column(primary_key=True)  # account, opportunity
    external_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[datetime]  # when it was changed there: an older one is not taken any more
    body: Mapped[dict[str, Any]]  # rules.records.to_json
    number: Mapped[int] = mapped_column(default=0)  # of the registration it names
    parent: Mapped[str] = mapped_column(default="")  # the CRM's account of an opportunity
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))  # ours, of an account
    taken: Mapped[dict[str, Any]]  # what of it was put into effect: rules.judging
    outcome: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime]


class CrmConflict(Base):
    """What a person has to decide, and what they decided, who and when. The same again is not asked again."""

    __tablename__ = "crm_conflicts"
    __table_args__ = (
        UniqueConstraint("source", "external_id", "what", "theirs"),
        Index("ix_crm_conflicts_open", "found_at", postgresql_where=text("decision = ''")),
    )

    id: Mapped[Id]
    source: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str]
    what: Mapped[str]  # rules.judging; domain
    ours: Mapped[str]
    theirs: Mapped[str]
    takeable: Mapped[bool]  # theirs can be taken
    registration_id: Mapped[UUID | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    found_at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(default="")  # keep, take; gone: it does not contradict itself any more
    later_at: Mapped[datetime | None]  # somebody looked, and left it
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]


class CrmRead(Base):
    """One reading, by itself or asked for; tried or taken. Its lines are kept for 90 days."""

    __tablename__ = "crm_reads"
    __table_args__ = (Index("ix_crm_reads_due", "due_at", postgresql_where=text("due_at IS NOT NULL")),)

    id: Mapped[Id]
    source: Mapped[str]
    dry: Mapped[bool]
    replay: Mapped[bool]  # records that are known are looked at again
    since: Mapped[datetime | None]  # asked for: from then on; without it, what is new (or, for a replay, all)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]  # the next turn; null once it is over
    # Where it stands: kind, and the change and id of the last record that was taken.
    at_kind: Mapped[str] = mapped_column(default="account")
    at_version: Mapped[datetime | None]
    at_id: Mapped[str] = mapped_column(default="")
    counts: Mapped[dict[str, Any]]  # outcome -> how many
    lines: Mapped[list[Any]]  # rules.lines
    problem: Mapped[str] = mapped_column(default="")
    finished_at: Mapped[datetime | None]
