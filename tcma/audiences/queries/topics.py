"""What a partner writes about, and what of it a person does not want."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import PartnerTopic, TopicRefusal
from tcma.audiences.rules.topics import topic_name


@dataclass(frozen=True)
class TopicChoice:
    """A topic with its name in the person's language, and whether they want it."""

    topic: str
    name: str
    wanted: bool


def topics_for(
    session: Session, partner_id: UUID | None, addr_keys: Collection[str], language: str
) -> list[TopicChoice]:
    """What this partner writes about, by name."""
    if partner_id is None:
        return []
    refused = set(session.scalars(
        select(TopicRefusal.topic).where(TopicRefusal.partner_id == partner_id, TopicRefusal.addr_key.in_(addr_keys))
    ))  # fmt: skip
    rows = session.scalars(select(PartnerTopic).where(PartnerTopic.partner_id == partner_id))
    found = [TopicChoice(row.topic, topic_name(row.topic, row.names, language), row.topic not in refused)
             for row in rows]  # fmt: skip
    return sorted(found, key=lambda one: one.name.casefold())
