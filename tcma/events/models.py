"""Events, whom they were announced to, who registered, and the mails that go out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.events.rules import EventState, SeatState


class Event(Base):
    """One date of an event kit. Its row is the lock under which seats are taken and given back."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("minutes > 0", name="minutes"),
        Index("ix_events_state", "state", "starts_at"),
    )

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kits.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"))
    starts_at: Mapped[datetime]
    timezone: Mapped[str]  # IANA name: every offset is computed in it
    minutes: Mapped[int]  # how long it lasts
    place: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    room: Mapped[str] = mapped_column(default="", server_default="")  # https address; for who has a seat
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"))  # in whose brand; None: the main one
    capacity: Mapped[int]
    languages: Mapped[list[Any]]  # tags of the pages and mails
    own_words: Mapped[dict[str, Any]]  # {language: {segment key: text}}
    state: Mapped[EventState]
    sequence: Mapped[int] = mapped_column(default=0)  # of the calendar entries: +1 on each change
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)  # of the page it was started on
    list_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_lists.id"))  # whom the host chose last
    segment_id: Mapped[UUID | None] = mapped_column(ForeignKey("segments.id"))  # instead of a list
    people_filters: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))  # see Invitee
    invited_at: Mapped[datetime | None]  # when the host pressed Schedule
    hold_until: Mapped[datetime | None]  # product time; the invitations can be undone until then
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]


class Invitee(Base):
    """Whom the event was announced to, as the list was when the invitations were scheduled.

    A segment's people are taken anew, by the event's `people_filters`, when the next invitation goes: until then they
    are only `expected`.
    """

    __tablename__ = "event_invitees"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    language: Mapped[str]
    expected: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class Registration(Base):
    """One person's seat, or place on the waiting list. Who gave it back and comes again is another registration."""

    __tablename__ = "event_registrations"
    __table_args__ = (
        Index("uq_event_registrations_standing", "event_id", "contact_id", unique=True,
              postgresql_where=text("state NOT IN ('cancelled', 'offer_expired')")),
        Index("ix_event_registrations_offers", "offer_expires_at", postgresql_where=text("state = 'offered'")),
    )

    id: Mapped[Id]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    email: Mapped[str]  # as given; the contact's may be written otherwise
    first_name: Mapped[str]
    last_name: Mapped[str]
    company: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    dietary: Mapped[str] = mapped_column(default="")
    state: Mapped[SeatState]
    position: Mapped[int] = mapped_column(default=0)  # on the waiting list, ascending; never given twice
    offer_expires_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)  # of this person's calendar entry, as last sent
    walk_in: Mapped[bool] = mapped_column(default=False)  # added at the door
    checked_in_at: Mapped[datetime | None]
    check_in_key: Mapped[str] = mapped_column(default="")  # of the scan: sent again, it is the same check-in
    registered_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class EventMail(Base):
    """A step of the kit at this event. A moved event has a new round of those whose time is still ahead.

    `step_id` is its mail in the delivery machine; None: not scheduled (yet), or skipped, and `skipped` says why.
    """

    __tablename__ = "event_mails"
    __table_args__ = (UniqueConstraint("event_id", "position", "round"),)

    id: Mapped[Id]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    position: Mapped[int]  # among the kit's steps
    round: Mapped[int]  # the event's sequence when it was planned
    asset_key: Mapped[str]
    audience: Mapped[str]
    due_at: Mapped[datetime | None]  # None: at once, on joining the audience
    own_due: Mapped[bool] = mapped_column(default=False)  # the host chose another time than the kit
    step_id: Mapped[UUID | None] = mapped_column(ForeignKey("steps.id"), index=True)
    skipped: Mapped[str] = mapped_column(default="")  # past, host, moved, cancelled
    created_at: Mapped[datetime]
