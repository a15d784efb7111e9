"""Steps, messages, attempts, receipts. The constraints here carry the promise of the spec."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.delivery.rules import DecisionKind, EventKind, MessageState, Outcome, Policy
from tcma.delivery.rules.holds import HoldReason

OUT = (MessageState.SENDING, MessageState.ACCEPTED, MessageState.UNCONFIRMED)
"""A mail in one of these states is out, or may be."""


class Step(Base):
    """One mail of a run to many people, or a single transactional mail."""

    __tablename__ = "steps"
    __table_args__ = (
        Index("ix_steps_due", "due_at", postgresql_where=text("finished_at IS NULL AND cancelled_at IS NULL")),
        Index("ix_steps_origin", "origin_id"),
    )

    id: Mapped[Id]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)
    origin: Mapped[str]  # launch, event, invitation, test
    origin_id: Mapped[UUID]
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("kit_versions.id"))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    position: Mapped[int] = mapped_column(default=0)
    policy: Mapped[Policy]
    # Tells people of what they asked for, such as a seat: a no to marketing does not stop it, a bounce does.
    service: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    topic: Mapped[str] = mapped_column(default="", server_default="")  # what it is about; '' for no marketing
    sender: Mapped[str]  # From header, already checked
    reply_to: Mapped[str] = mapped_column(default="")
    due_at: Mapped[datetime]
    # When the clock shows this where the reader is; null: at due_at, else the first of those times.
    local_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    # Until then people join it, each when they do what it waits for; null: its people are known when it is planned.
    open_until: Mapped[datetime | None]
    content_hash: Mapped[str]  # fixed at approval, compared when an attempt begins
    held_at: Mapped[datetime | None]  # paused: nothing begins while this is set
    held_reason: Mapped[str] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    # Held or cancelled since then, by the database's clock and under this row's lock: no attempt begins after it.
    stopped_at: Mapped[datetime | None]
    planned_at: Mapped[datetime | None]  # the audience is expanded
    planned: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]  # every row is in an end state


class StepContent(Base):
    """The composition of a step in one language."""

    __tablename__ = "step_contents"

    step_id: Mapped[UUID] = mapped_column(ForeignKey("steps.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    composition_id: Mapped[UUID] = mapped_column(ForeignKey("compositions.id"))


class Message(Base):
    """One mail to one recipient. Exactly one row per step and recipient key."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("step_id", "recipient_key"),
        # In the order in which they are claimed, so that a claim reads as many rows as it takes.
        Index("ix_messages_turn", "step_id", "language", "attachments_hash", "not_before",
              postgresql_where=text("state = 'queued'")),
        Index("ix_messages_claim", "claim_id", postgresql_where=text("claim_id IS NOT NULL")),
        Index("ix_messages_claimed", "lease_until", postgresql_where=text("state = 'claimed'")),
        Index("ix_messages_sending", "lease_until", postgresql_where=text("state = 'sending'")),
        Index("ix_messages_addr", "partner_id", "addr_key"),
        Index("ix_messages_unconfirmed", "partner_id", postgresql_where=text("state = 'unconfirmed'")),
        Index("ix_messages_sent", "partner_id", "changed_at", postgresql_where=text("state = 'accepted'")),
        # What anybody has sent to an address. Not by time: that would cost every receipt an entry.
        Index("ix_messages_out", "addr_key", "step_id",
              postgresql_where=text("state IN ('sending', 'accepted', 'unconfirmed')")),
    )

    id: Mapped[Id]
    step_id: Mapped[UUID] = mapped_column(ForeignKey("steps.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    recipient_key: Mapped[str]
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    addr_key: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    values: Mapped[dict[str, Any]]  # personal fields as they were when planned
    state: Mapped[MessageState]
    reason: Mapped[str] = mapped_column(default="")
    claim_id: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]  # database clock
    not_before: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())  # database clock
    timezone: Mapped[str] = mapped_column(default="", server_default="")  # where the reader is; '' for no marketing
    leaves_at: Mapped[datetime | None]  # product time before which it does not leave, and not_before with it
    waits_for: Mapped[str] = mapped_column(default="", server_default="")  # rules.waiting.Wait, of that time
    tries: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]  # product time
    headline: Mapped[str] = mapped_column(default="")  # joined from delivery events; '' while only accepted
    # of the files that go with it, fixed when planned; '' for none. Old code during an update knows no files.
    attachments_hash: Mapped[str] = mapped_column(default="", server_default="")


class MessageAttachment(Base):
    """A file that goes with one message, as it was when the message was planned. Never changed."""

    __tablename__ = "message_attachments"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    name: Mapped[str]
    content_type: Mapped[str]
    data: Mapped[bytes]


class Attempt(Base):
    """One hand-over of one message, committed before any byte leaves. Its id is the SES tag."""

    __tablename__ = "attempts"
    __table_args__ = (
        Index("uq_attempts_alive", "message_id", unique=True,
              postgresql_where=text("outcome IS NULL OR outcome IN ('accepted', 'unknown')")),
        Index("ix_attempts_may_be_out", "message_id",
              postgresql_where=text("outcome IN ('unknown', 'superseded')")),
        CheckConstraint("outcome <> 'accepted' OR ses_message_id <> '' OR healed_at IS NOT NULL", name="evidence"),
    )

    id: Mapped[Id]
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    claim_id: Mapped[UUID]
    begun_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())  # database clock
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    ses_message_id: Mapped[str] = mapped_column(default="")
    detail: Mapped[str] = mapped_column(default="")
    healed_at: Mapped[datetime | None]


class Decision(Base):
    """What was decided about an attempt without an answer. Never changed; a later one counts more."""

    __tablename__ = "attempt_decisions"

    id: Mapped[Id]
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), index=True)
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)
    kind: Mapped[DecisionKind]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # none: the product, by its policy
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class GuardHold(Base):
    """A partner's mails to many are held: too many of its people bounced or complained. At most one is open."""

    __tablename__ = "guard_holds"
    __table_args__ = (
        Index("uq_guard_holds_open", "partner_id", unique=True, postgresql_where=text("lifted_at IS NULL")),
        Index("ix_guard_holds_partner", "partner_id", "at"),
    )

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    cause: Mapped[str]  # rules.guard.Cause
    sent: Mapped[int]  # the figures it was held for
    bounced: Mapped[int]
    complained: Mapped[int]
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    lifted_reason: Mapped[str] = mapped_column(default="")


class DeliveryCheck(Base):
    """One invariant, looked at once: how many rows broke it, and the ids of some."""

    __tablename__ = "delivery_checks"
    __table_args__ = (Index("ix_delivery_checks_run", "run_id"), Index("ix_delivery_checks_at", "at"))

    id: Mapped[Id]
    run_id: Mapped[UUID]  # those that were looked at together
    invariant: Mapped[str]  # I1 to I9
    broken: Mapped[int]
    examples: Mapped[list[Any]]
    seconds: Mapped[float]
    at: Mapped[datetime]


class Receipt(Base):
    """An SES event as it came, stored before it is applied; SNS may bring it several times."""

    __tablename__ = "receipts"
    __table_args__ = (Index("ix_receipts_new", "received_at", postgresql_where=text("applied_at IS NULL")),)

    id: Mapped[Id]
    sns_message_id: Mapped[str] = mapped_column(unique=True)
    body: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    applied_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")


class DeliveryEvent(Base):
    """A fact about an attempt. A set: any order, any repetition, the same rows."""

    __tablename__ = "delivery_events"
    __table_args__ = (UniqueConstraint("attempt_id", "kind", "at"),)

    id: Mapped[Id]
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"))
    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id"), index=True)
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    kind: Mapped[EventKind]
    at: Mapped[datetime]  # as SES says
    detail: Mapped[str] = mapped_column(default="")


class SesMark(Base):
    """How far something that is kept in step with SES has come."""

    __tablename__ = "ses_marks"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]  # product time


class SendingHold(Base):
    """Nothing is claimed while this stands: of one partner, or of anyone where `partner_id` is null."""

    __tablename__ = "sending_holds"
    __table_args__ = (
        Index("uq_sending_holds_open", "reason", "partner_id", "subject", unique=True,
              postgresql_where=text("ended_at IS NULL"), postgresql_nulls_not_distinct=True),
    )

    id: Mapped[Id]
    reason: Mapped[HoldReason]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"))
    subject: Mapped[str] = mapped_column(default="")  # the domain or the tenant it is about
    detail: Mapped[str]  # in SES's words
    since: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())  # database clock, all three
    look_at: Mapped[datetime]  # when it is looked at again whether it is over
    ended_at: Mapped[datetime | None]
    times: Mapped[int] = mapped_column(default=0)  # how often it was looked at, or came back
