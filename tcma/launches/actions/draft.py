"""A draft: made on the first change, saved on every one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.audiences.queries import contact_list, segment
from tcma.base.db import new_id
from tcma.base.errors import Invalid, Refusal
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.branding.actions import set_colour
from tcma.branding.queries import offered_office
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.launches.actions.words import save_words
from tcma.launches.models import Launch
from tcma.launches.rules import LaunchState, Wish
from tcma.localization import queries as localization
from tcma.localization.rules import launchable
from tcma.partners.models import Programme


def draft_of(session: Session, *, actor: Actor, version: KitVersion, now: datetime) -> Launch:
    """The partner's one draft of this kit, locked; a new one pins `version` and the languages that may go out."""
    unreviewed = session.get_one(Programme, 1).unreviewed_languages
    tags = [one.tag for one in localization.languages(session, version.id) if launchable(one, unreviewed=unreviewed)]
    session.execute(
        insert(Launch)
        .values(id=new_id(), partner_id=actor.partner, kit_id=version.kit_id, version_id=version.id, own_words={},
                languages=tags, when_kind="best", state=LaunchState.DRAFT, created_at=now, updated_at=now)
        .on_conflict_do_nothing()
    )  # fmt: skip
    return session.scalars(
        select(Launch).where(Launch.partner_id == actor.partner, Launch.kit_id == version.kit_id,
                             Launch.state == LaunchState.DRAFT).with_for_update()
    ).one()  # fmt: skip


def save(session: Session, *, actor: Actor, version: KitVersion, wish: Wish, now: datetime) -> Launch:
    """The partner's draft with everything it wants of it."""
    launch = draft_of(session, actor=actor, version=version, now=now)
    if wish.words:
        save_words(session, launch, language=wish.language, words=wish.words, now=now)
    if wish.languages is not None:
        set_languages(session, launch, languages=wish.languages, now=now)
    if wish.list_id is not None:
        set_people(session, launch, list_id=wish.list_id, now=now)
    elif wish.segment_id is not None:
        set_segment(session, launch, segment_id=wish.segment_id, now=now)
    set_time(session, launch, when=wish.when, at=wish.at, now=now)
    if wish.sender is not None:
        launch.sender = wish.sender[:64]
    if wish.office is not None:
        set_office(session, launch, office=wish.office)
    if wish.colour is not None:
        set_colour(session, partner_id=actor.partner, colour=wish.colour, now=now)
    return launch


def set_office(session: Session, launch: Launch, *, office: str) -> None:
    """In whose brand it goes: an open office of the partner, by its id; '' for the main brand. Others are not there."""
    launch.office_id = offered_office(session, launch.partner_id, office)
    session.flush()


def set_people(session: Session, launch: Launch, *, list_id: UUID, now: datetime) -> None:
    """Who gets it: one of the partner's own lists. Another partner's is not there."""
    launch.list_id, launch.updated_at = contact_list(session, launch.partner_id, list_id).id, now
    launch.segment_id = None
    session.flush()


def set_segment(session: Session, launch: Launch, *, segment_id: UUID, now: datetime) -> None:
    """Who gets it: whoever is in one of the partner's own segments when the first mail goes."""
    launch.segment_id, launch.updated_at = segment(session, launch.partner_id, segment_id).id, now
    launch.list_id = None
    session.flush()


def set_languages(session: Session, launch: Launch, *, languages: tuple[str, ...], now: datetime) -> None:
    """The languages it goes out in: at least one of the kit's."""
    kit = kit_content(session.get_one(KitVersion, launch.version_id))
    chosen = [tag for tag in kit.languages if tag in languages]
    if not chosen:
        raise Invalid({"languages": Refusal(N_("Choose at least one language."))})
    launch.languages, launch.updated_at = chosen, now
    session.flush()


def set_time(session: Session, launch: Launch, *, when: str, at: datetime | None, now: datetime) -> None:
    """When the first mail goes: now, best, at, or local."""
    launch.when_kind, launch.starts_at, launch.updated_at = when, at, now
    session.flush()
