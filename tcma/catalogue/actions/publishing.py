"""Publishing a kit: an immutable version, its assets and its drawings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.words import N_, gettext
from tcma.catalogue import queries, rules
from tcma.catalogue.models import AssetRow, KitMedia, KitRow, KitVersion

KIT_PUBLISHED = "kit published"


class NotPublishable(Refusal):
    """The checks found something; nothing was published. `problems` are the blocking ones."""

    status = 422

    def __init__(self, problems: list[rules.Problem]) -> None:
        first = problems[0]
        super().__init__(N_("This kit can't be published yet. %(what)s %(fix)s"), what=first.message, fix=first.fix)
        self.problems = problems


class NotKept(Refusal):
    """A mandatory version that what is under way could not follow, or that changes nothing."""

    status = 422


class KindChanged(Refusal):
    """A kit stays a campaign or an event kit."""


def publish(
    session: Session,
    *,
    kit: rules.Kit,
    copy: rules.Copy,
    media: rules.Media,
    actor_id: UUID | None,
    now: datetime,
    mandatory: str = "",
) -> KitVersion:
    """A new version of the kit; the newest one where nothing changed. Refuses a kit with blocking problems.

    `mandatory`: why every run has to take it, also those that are scheduled or on their way; '' where partners
    choose. Refuses one that runs could not follow.

    Records KIT_PUBLISHED about the version. The words in other languages are taken in by
    `localization.actions.publish`, which calls this.
    """
    problems = [problem for problem in rules.check(kit, copy, media) if problem.blocking]
    if problems:
        raise NotPublishable(problems)
    row = _kit_row(session, kit, now)
    digest = rules.content_hash(kit, copy, media)
    newest = session.scalar(
        select(KitVersion).where(KitVersion.kit_id == row.id).order_by(KitVersion.number.desc()).limit(1)
    )
    if newest is not None and newest.content_hash == digest:
        if mandatory:
            raise NotKept(N_("Nothing has changed, so there is nothing that partners would have to take."))
        return newest
    if newest is not None and mandatory:
        _follows(queries.kit_content(newest), kit)
    version = KitVersion(
        id=new_id(),
        kit_id=row.id,
        number=newest.number + 1 if newest else 1,
        title=kit.title,
        content=rules.to_json(kit),
        content_hash=digest,
        published_at=now,
        published_by=actor_id,
        mandatory=" ".join(mandatory.split())[:300],
    )
    session.add(version)
    session.flush()
    session.add_all(_assets(kit, version))
    session.add_all(KitMedia(version_id=version.id, name=name, body=body) for name, body in media.items())
    session.flush()
    facts.record(session, KIT_PUBLISHED, version.id)
    return version


def _follows(before: rules.Kit, after: rules.Kit) -> None:
    why = rules.hinders(before, after)
    if why:
        raise NotKept(
            N_("This can't be a change that everyone has to take. %(why)s Publish that as a version of its own first."),
            why=gettext(why),
        )


def _kit_row(session: Session, kit: rules.Kit, now: datetime) -> KitRow:
    """The kit's row, locked, so that two publishings of one kit take different numbers."""
    new = insert(KitRow).values(id=new_id(), slug=kit.slug, kind=kit.kind, created_at=now)
    session.execute(new.on_conflict_do_nothing(index_elements=[KitRow.slug]))
    row = session.scalars(select(KitRow).where(KitRow.slug == kit.slug).with_for_update()).one()
    if row.kind != kit.kind:
        raise KindChanged(
            N_('"%(slug)s" is already published as another kind of kit. Give this one a new name.'), slug=kit.slug
        )
    return row


def _assets(kit: rules.Kit, version: KitVersion) -> list[AssetRow]:
    return [
        AssetRow(
            version_id=version.id,
            kit_id=version.kit_id,
            key=asset.key,
            kind=asset.kind,
            title=asset.title,
            position=position,
        )
        for position, asset in enumerate(kit.assets)
    ]
