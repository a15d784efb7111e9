"""Brand kits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base


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
    legal_footer: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime]
