"""Finished mails before their personal fields, and the links in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tcma.base.db import Base, Id


class Composition(Base):
    """One asset in one brand and language, compiled: what was approved is what is sent.

    Personal fields stand as {{name}}; `fields` lists those in use. Transactional mails have no version.
    """

    __tablename__ = "compositions"

    id: Mapped[Id]
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("kit_versions.id"))
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    office_id: Mapped[UUID | None] = mapped_column(ForeignKey("offices.id"))  # in whose brand; None: the main one
    language: Mapped[str]
    subject: Mapped[str]
    html: Mapped[str]
    text: Mapped[str]
    fields: Mapped[list[Any]]
    content_hash: Mapped[str]  # SHA-256 over subject, html, text
    created_at: Mapped[datetime]


class Link(Base):
    """A tracked address: in a composition, where `position` names its field ({{l_0}}, ...), or one that is shared.

    A shared link stands in no mail and belongs to no composition. People see its address, so that it has
    a short random `code` in place of a signed token; what is not in this table leads nowhere either way.
    """

    __tablename__ = "links"

    id: Mapped[Id]
    composition_id: Mapped[UUID | None] = mapped_column(ForeignKey("compositions.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partners.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("kit_versions.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    language: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]  # page, web, talk, trap, share
    label: Mapped[str]
    url: Mapped[str]
    origin_id: Mapped[UUID | None] = mapped_column(index=True)  # the launch it went out with; owned above
    code: Mapped[str | None] = mapped_column(unique=True)
