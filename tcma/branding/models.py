"""Brand kits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class BrandKit(Base):
    """What a partner's artefacts wear. The derived colours are computed at upload."""

    __tablename__ = "brand_kits"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), primary_key=True)
    colour: Mapped[str]
    on_colour: Mapped[str]
    ink: Mapped[str]
    logo_key: Mapped[str | None]
    logo_width: Mapped[int] = mapped_column(default=0)  # CSS pixels as shown in a mail
    logo_height: Mapped[int] = mapped_column(default=0)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    postal_address: Mapped[str] = mapped_column(default="")
    legal_footer: Mapped[str] = mapped_column(default="")  # as it is shown, the line of the jurisdiction included
    dark_logo_key: Mapped[str | None]  # the logo for dark ground, of the same size
    colours: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))  # proposed from the logo
    jurisdiction: Mapped[str] = mapped_column(default="", server_default="")  # ISO 3166-1 alpha-2
    legal_facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    legal_more: Mapped[str] = mapped_column(default="", server_default="")  # what the partner adds to that line
    mark_key: Mapped[str | None]  # the logo on a square, where it is about square itself
    updated_at: Mapped[datetime]


class Office(Base):
    """Another office or brand of a partner, to be chosen at a launch. What it leaves empty is as in the brand kit."""

    __tablename__ = "offices"

    id: Mapped[Id]
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"), index=True)
    name: Mapped[str]  # by which the partner chooses it
    company_name: Mapped[str] = mapped_column(default="")  # by which readers know it
    colour: Mapped[str] = mapped_column(default="")
    logo_key: Mapped[str | None]
    dark_logo_key: Mapped[str | None]
    mark_key: Mapped[str | None]
    logo_width: Mapped[int] = mapped_column(default=0)
    logo_height: Mapped[int] = mapped_column(default=0)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    postal_address: Mapped[str] = mapped_column(default="")
    legal_footer: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # not to be chosen any more; what runs keeps it
