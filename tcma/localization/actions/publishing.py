"""Publishing a kit together with its words in every language."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tcma.catalogue import actions as catalogue
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Copy, Kit, Media, segments
from tcma.localization.actions.remembering import remember
from tcma.localization.models import SegmentText
from tcma.localization.queries.glossary import glossary
from tcma.localization.rules import MISSING, glossary_findings, state_of


def publish(
    session: Session,
    *,
    kit: Kit,
    copy: Copy,
    media: Media,
    actor_id: UUID | None,
    now: datetime,
    mandatory: str = "",
) -> KitVersion:
    """A new version of the kit and its words; the newest version where nothing changed.

    Refuses a kit with blocking problems, or one whose translations lost a name of the glossary. `mandatory`: why every
    run has to take it.
    """
    lost = glossary_findings(kit, copy, glossary(session))
    if lost:
        raise catalogue.NotPublishable(lost)
    version = catalogue.publish(session, kit=kit, copy=copy, media=media, actor_id=actor_id, now=now,
                                mandatory=mandatory)  # fmt: skip
    take_in(session, version, kit, copy, now=now)
    return version


def publish_draft(
    session: Session, *, draft_id: UUID, actor_id: UUID | None, now: datetime, mandatory: str = ""
) -> KitVersion:  # fmt: skip
    """Publish a draft; it is gone afterwards. Refuses one with blocking problems, and leaves it as it is."""
    draft = catalogue.ready_draft(session, draft_id)
    version = publish(session, kit=draft.kit, copy=draft.copy, media=draft.media, actor_id=actor_id, now=now,
                      mandatory=mandatory)  # fmt: skip
    catalogue.discard(session, draft_id)
    return version


def take_in(session: Session, version: KitVersion, kit: Kit, copy: Copy, *, now: datetime) -> None:
    """Keep the translations of a version, each with its state; approved ones are remembered.

    Does nothing for a version that was taken in before.
    """
    if session.scalar(select(SegmentText.key).where(SegmentText.version_id == version.id).limit(1)):
        return
    sources, rows = segments(kit), []
    for language in kit.languages:
        for key, source in sources.items():
            segment = copy.get(language, {}).get(key)
            state = state_of(segment, source)
            if language != kit.source_language and segment is not None and state != MISSING:
                rows.append({
                    "version_id": version.id, "language": language, "key": key, "source": segment.source or source,
                    "text": segment.text, "state": state,
                })  # fmt: skip
    if rows:
        session.execute(insert(SegmentText), rows)
    remember(session, kit, copy, now=now)
