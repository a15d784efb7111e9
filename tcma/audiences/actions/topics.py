"""What partners write about, and what a person chooses of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.models import PartnerTopic, TopicRefusal
from tcma.audiences.queries.leavers import Leaver
from tcma.audiences.queries.topics import topics_for


def writes_about(session: Session, *, partner_id: UUID, topic: str, names: Mapping[str, str], now: datetime) -> None:
    """A partner writes about this from now on: their readers can choose. The newest names win."""
    session.execute(
        insert(PartnerTopic).values(partner_id=partner_id, topic=topic, names=dict(names), updated_at=now)
        .on_conflict_do_update(
            index_elements=["partner_id", "topic"],
            set_={"names": PartnerTopic.names.op("||")(dict(names)), "updated_at": now},
        )
    )  # fmt: skip


def choose_topics(
    session: Session, leaver: Leaver, *, wanted: Collection[str], message_id: UUID | None, now: datetime
) -> None:
    """Keep which of the partner's topics the person wants. Nothing about another begins after the commit."""
    if leaver.partner_id is None:
        return
    lock_addresses(session, leaver.addr_keys)
    offered = {one.topic for one in topics_for(session, leaver.partner_id, leaver.addr_keys, "")}
    session.execute(
        delete(TopicRefusal).where(
            TopicRefusal.partner_id == leaver.partner_id, TopicRefusal.addr_key.in_(leaver.addr_keys),
            TopicRefusal.topic.in_(offered & set(wanted)),
        )
    )  # fmt: skip
    rows = [
        {"partner_id": leaver.partner_id, "addr_key": addr_key, "topic": topic, "message_id": message_id, "at": now}
        for addr_key in leaver.addr_keys for topic in sorted(offered - set(wanted))
    ]  # fmt: skip
    if rows:
        session.execute(insert(TopicRefusal).on_conflict_do_nothing(), rows)
