"""A page is scheduled once, however often its button is pressed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.words import N_
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.catalogue.rules import with_words
from tcma.launches.actions.schedule import stored_key
from tcma.launches.actions.words import own_words
from tcma.launches.models import Launch
from tcma.launches.rules import AT_A_TIME, AlreadyScheduled, LaunchState, Wish
from tcma.localization.queries import words


def under_key(session: Session, *, partner_id: UUID, key: str) -> Launch | None:
    """The launch that the page with this key became, if it did. Take `lock_kit` first."""
    if not key:
        return None
    return session.scalar(
        select(Launch).where(Launch.idempotency_key == stored_key(partner_id, key), Launch.state != LaunchState.DRAFT)
    )


def same(session: Session, launch: Launch, wish: Wish) -> None:
    """Refuses another wish under the key of a launch that stands: what is scheduled does not change."""
    alike = _same_people(launch, wish) and _same_time(launch, wish.when, wish.at)
    if not (alike and _same_words(session, launch, wish)):
        raise AlreadyScheduled(
            N_("This page was scheduled already, and what it says now differs. Undo the launch to change it."))


def _same_people(launch: Launch, wish: Wish) -> bool:
    who = wish.list_id or wish.segment_id
    alike = who in (None, launch.list_id, launch.segment_id) and wish.sender in (None, launch.sender)
    return alike and set(wish.languages or launch.languages) == set(launch.languages)


def _same_time(launch: Launch, when: str, at: datetime | None) -> bool:
    if when != launch.when_kind or when not in AT_A_TIME:
        return when == launch.when_kind
    return at is not None and launch.hold_until is not None and max(at, launch.hold_until) == launch.starts_at


def _same_words(session: Session, launch: Launch, wish: Wish) -> bool:
    if not wish.words:
        return True
    version = session.get_one(KitVersion, launch.version_id)
    kit = with_words(kit_content(version), words(session, version.id, wish.language))
    kept: Mapping[str, str] = launch.own_words.get(wish.language, {})
    return own_words({**kept, **wish.words}, kit) == dict(kept)
