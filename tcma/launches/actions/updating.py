"""A version that every run has to take: what has not gone out says it at once, and waits where words don't fit."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.words import N_
from tcma.branding.queries import vendor
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.catalogue.queries import asset_row, kit_content
from tcma.catalogue.rules import hinders
from tcma.composing.rules import NotFitting
from tcma.delivery import actions as delivery
from tcma.delivery.models import Step, StepContent
from tcma.delivery.queries import steps_of
from tcma.launches.actions.letters import letters
from tcma.launches.actions.telling import tell_paused
from tcma.launches.actions.words import carried, spoken_in, take_newer
from tcma.launches.models import Launch
from tcma.launches.rules import OVER, UPDATED, LaunchState, NotNow


def take_mandatory(session: Session, launch_id: UUID, *, version: KitVersion, now: datetime) -> bool:
    """Move a launch on to a mandatory version; safe to run twice. Returns whether it waits for its partner now.

    A draft is moved on as by hand. Of a run, every mail that has not begun is composed anew, also those of a step
    that is half out; words of the partner that no longer fit are kept aside, and then nothing more leaves.
    """
    launch = session.get(Launch, launch_id, with_for_update=True)
    if launch is None or launch.state in OVER:
        return False
    before = session.get_one(KitVersion, launch.version_id)
    if before.number >= version.number:
        return False
    if launch.state is LaunchState.DRAFT:
        take_newer(session, launch=launch, version=version, now=now)
        return False
    if hinders(kit_content(before), kit_content(version)):
        return hold_back(session, launch, version, now=now)
    known = _keys(launch.set_aside)
    waiting = _move(session, launch, version, now)
    return waiting and _keys(launch.set_aside) > known and hold_back(session, launch, version, now=now)


def _move(session: Session, launch: Launch, version: KitVersion, now: datetime) -> bool:
    """The launch is of this version from now on. Returns whether any of its mails is still to go."""
    launch.own_words, launch.set_aside = carried(session, version, launch)
    launch.version_id, launch.updated_at = version.id, now
    session.flush()
    return _compose_anew(session, launch, now)


def hold_back(session: Session, launch: Launch, version: KitVersion, *, now: datetime) -> bool:
    """Nothing more leaves until the partner has looked, and is told so. Returns whether there was anything to hold."""
    waiting = [step.id for step in _open(session, launch)]
    if not waiting:
        return False
    if launch.state is LaunchState.HOLDING:  # what is held for its undo would not say why it waits now
        delivery.release(session, waiting)
    delivery.hold(session, waiting, reason=UPDATED, now=now)
    launch.state, launch.paused_at, launch.updated_at = LaunchState.PAUSED, now, now
    session.flush()
    tell_paused(session, launch, version, now=now)
    return True


def overdue(session: Session, launch: Launch) -> KitVersion | None:
    """The mandatory version that this launch has not taken, if there is one."""
    here = session.get_one(KitVersion, launch.version_id)
    newer = select(KitVersion).where(
        KitVersion.kit_id == here.kit_id, KitVersion.number > here.number, KitVersion.mandatory != ""
    )
    return session.scalars(newer.order_by(KitVersion.number.desc()).limit(1)).first()


def must_stop(session: Session, launch: Launch) -> bool:
    """Whether it is built so that it can never take what it has to."""
    newer = overdue(session, launch)
    here = session.get_one(KitVersion, launch.version_id)
    return newer is not None and bool(hinders(kit_content(here), kit_content(newer)))


def catch_up(session: Session, launch: Launch, *, now: datetime) -> None:
    """Take what could not be taken when it came, for want of an address for example. Refuses what can't follow."""
    newer = overdue(session, launch)
    if newer is None:
        return
    if must_stop(session, launch):
        raise NotNow(N_("This launch can't follow what had to be changed. Stop it, and launch the campaign again."))
    _move(session, launch, newer, now)


def refit(session: Session, launch: Launch, words: Mapping[str, Mapping[str, str]], *, now: datetime) -> None:
    """New words of the partner ({language: {segment key: text}}) in the place of those that were set aside.

    An empty text leaves the vendor's. Refuses words that don't fit; nothing is changed then. What waited for it
    still waits: the partner resumes it.
    """
    if launch.state is not LaunchState.PAUSED:
        raise NotNow(N_("This launch is not paused."))
    version = session.get_one(KitVersion, launch.version_id)
    name, own, aside = vendor(session).name, dict(launch.own_words), dict(launch.set_aside)
    for language, said in words.items():
        kept = {key: text for key, text in said.items() if key in aside.get(language, {})}
        spoken = spoken_in(session, version, language)
        for key, text in kept.items():
            refusal = spoken.refused(key, text, name) if spoken is not None and text.strip() else None
            if refusal is not None:
                raise refusal
        fitting = {key: text for key, text in kept.items() if text.strip()}
        if fitting and spoken is None:
            raise NotFitting(N_("This campaign is not in that language."))
        own[language] = {**own.get(language, {}), **fitting}
        aside[language] = {key: text for key, text in aside.get(language, {}).items() if key not in kept}
    launch.own_words, launch.updated_at = own, now
    launch.set_aside = {language: said for language, said in aside.items() if said}
    session.flush()
    _compose_anew(session, launch, now)


def _compose_anew(session: Session, launch: Launch, now: datetime) -> bool:
    """Every step that is not over gets its mail as it is now. Returns whether there was any."""
    steps = _open(session, launch)
    for step in steps:
        key = session.scalars(select(AssetRow.key).where(AssetRow.id == step.asset_id)).one()
        tags = session.scalars(select(StepContent.language).where(StepContent.step_id == step.id)).all()
        delivery.rewrite(
            session, step.id, contents=letters(session, launch, key, tags, now=now), version_id=launch.version_id,
            asset_id=asset_row(session, launch.version_id, key).id,
        )  # fmt: skip
    return bool(steps)


def _open(session: Session, launch: Launch) -> list[Step]:
    return [step for step in steps_of(session, launch.id) if step.finished_at is None and step.cancelled_at is None]


def _keys(words: Mapping[str, Mapping[str, str]]) -> set[tuple[str, str]]:
    return {(language, key) for language, said in words.items() for key in said}
