"""Hits as they came, touches that a person made, responses in which one asked for something."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id
from tcma.tracking.rules import Channel, HitKind, ResponseKind, TouchKind


class Hit(Base):
    """One request for a tracked link, classed. Kept 90 days."""

    __tablename__ = "hits"
    __table_args__ = (
        Index("ix_hits_message", "message_id", "received_at"),
        Index("ix_hits_received", "received_at"),
        Index("ix_hits_new", "received_at", postgresql_where=text("kind = 'new'")),
    )

    id: Mapped[Id]  # made when the hit came in: ingesting a batch twice adds nothing
    link_id: Mapped[UUID] = mapped_column(ForeignKey("links.id"))
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
    at: Mapped[datetime]  # product time
    received_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())  # database clock
    method: Mapped[str]
    ip: Mapped[str]  # shortened after 30 days
    agent: Mapped[str]
    prefetch: Mapped[str] = mapped_column(default="")  # Purpose or Sec-Purpose header
    signs: Mapped[str] = mapped_column(default="", server_default="")  # how it was asked, see rules.signs_of
    visitor: Mapped[str] = mapped_column(default="", server_default="")  # a browser's number, where it may have one
    kind: Mapped[HitKind]
    reason: Mapped[str] = mapped_column(default="")


class Touch(Base):
    """Something a person verifiably did. Never an open, never a machine.

    A form that a mail's link led to carries that mail's asset: the mail brought the visit. The page
    it was on is the response's asset.
    """

    __tablename__ = "touches"
    __table_args__ = (
        Index("ix_touches_contact", "contact_id", "at"),
        Index("ix_touches_launch", "launch_id"),
        Index("ix_touches_message", "message_id"),
        Index("ix_touches_link", "link_id"),
        Index("ix_touches_browser", "browser", postgresql_where=text("browser IS NOT NULL")),
        Index("uq_touches_hit", "hit_id", unique=True, postgresql_where=text("hit_id IS NOT NULL")),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    kind: Mapped[TouchKind]
    channel: Mapped[Channel]
    counts: Mapped[bool] = mapped_column(default=True, server_default=text("true"))  # false: own people, or only logged
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"))
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("links.id"))
    hit_id: Mapped[UUID | None] = mapped_column(ForeignKey("hits.id", ondelete="SET NULL"))
    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kits.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    launch_id: Mapped[UUID | None]  # owned above
    language: Mapped[str]
    visitor: Mapped[str | None]  # of a shared link: who it was on that day, see DaySalt
    browser: Mapped[str | None]  # the number in a first-party cookie, where it may have one


class DaySalt(Base):
    """What visitors of shared links are hashed with on one day (UTC), so that each counts once without a cookie.

    Made at random and deleted two days later: then nobody can say any more which address a hash stands for.
    """

    __tablename__ = "day_salts"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[bytes]


class OwnVisitor(Base):
    """Somebody of the partner, by the same hash: what they do with their own links doesn't count. Goes with its day."""

    __tablename__ = "own_visitors"

    day: Mapped[date] = mapped_column(primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    visitor: Mapped[str] = mapped_column(primary_key=True)


class Response(Base):
    """A person asked for something. Its owner is fixed in the transaction that stores it."""

    __tablename__ = "responses"

    id: Mapped[Id]
    at: Mapped[datetime]
    kind: Mapped[ResponseKind]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"), index=True)
    touch_id: Mapped[UUID] = mapped_column(ForeignKey("touches.id"))
    kit_id: Mapped[UUID] = mapped_column(ForeignKey("kits.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    launch_id: Mapped[UUID | None] = mapped_column(index=True)  # owned above
    language: Mapped[str]
    answers: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(unique=True)  # idempotency: the same form sent twice is one response
    variant: Mapped[str] = mapped_column(default="", server_default="")  # of the page, as it was shown


class PageTest(Base):
    """What was decided about the variants of a page, by whom. `place` is the launch or event, or of a page without
    one, the partner. A page without a row is as its kit says."""

    __tablename__ = "page_tests"

    place: Mapped[UUID] = mapped_column(primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    by_itself: Mapped[bool | None]  # the partner's choice; None: the kit's
    chosen: Mapped[str] = mapped_column(default="", server_default="")  # what everyone sees; "" while it is compared
    chosen_at: Mapped[datetime | None]
    chosen_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # None: decided by itself


class HeldAnswer(Base):
    """A form that looked like a robot's: held for a person to look at, and forgotten after 30 days."""

    __tablename__ = "held_answers"
    __table_args__ = (Index("ix_held_answers_waiting", "partner_id", "at", postgresql_where=text("taken IS NULL")),)

    id: Mapped[Id]  # the form's own number: sent twice it is one
    at: Mapped[datetime] = mapped_column(index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    launch_id: Mapped[UUID | None]  # owned above
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"))  # whose brand the page wore; None: main
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("links.id"))
    language: Mapped[str]
    variant: Mapped[str]
    meaning: Mapped[str]  # what the form means: lead, download, newsletter
    email: Mapped[str]
    answers: Mapped[dict[str, Any]]
    agreed: Mapped[bool]
    wording: Mapped[str]  # what they agreed to, word for word
    why: Mapped[str]  # a key of rules.doubts.WHY
    taken: Mapped[bool | None]  # None: nobody has looked at it yet
    looked_at: Mapped[datetime | None]
    looked_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
