"""Which of the partner's people a page is about, as its address says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from tcma.audiences import queries
from tcma.audiences.models import ContactList, Segment, Tag


@dataclass(frozen=True)
class Whom:
    """A search among all people, those of a list, in a segment or with a tag. `among` is the latter two as SQL."""

    words: str
    shown: ContactList | None
    segment: Segment | None
    tag: Tag | None
    among: ColumnElement[bool] | None

    @property
    def list_id(self) -> UUID | None:
        return self.shown.id if self.shown else None

    @property
    def place(self) -> dict[str, Any]:
        """The part of the address that says so."""
        own = {"list": self.shown, "segment": self.segment, "tag": self.tag}
        return {name: str(one.id) for name, one in own.items() if one} | ({"q": self.words} if self.words else {})

    def found_by(self, partner_id: UUID) -> ColumnElement[bool]:
        """Everyone it is about, as a condition on contacts."""
        return queries.found_by(partner_id, self.words, self.list_id, self.among)


def whom(session: Session, partner_id: UUID, said: Mapping[str, str], *, now: datetime) -> Whom:
    """From ?list, ?segment, ?tag and ?q. NotFound for another partner's; what is no id is nobody's."""
    list_id, segment_id, tag_id = (uuid(said.get(name, "")) for name in ("list", "segment", "tag"))
    tag = queries.tag(session, partner_id, tag_id) if tag_id else None
    among = queries.tagged(tag.id) if tag else queries.in_segment(session, partner_id, segment_id, now=now)
    return Whom(
        words=said.get("q", "").strip()[:100],
        shown=queries.contact_list(session, partner_id, list_id) if list_id else None,
        segment=queries.segment(session, partner_id, segment_id) if segment_id and not tag else None,
        tag=tag, among=among,
    )  # fmt: skip


def uuid(text: str) -> UUID | None:
    """An id from an address, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
