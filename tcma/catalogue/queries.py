"""Kits and their published versions, and the drafts being written."""

from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from tcma.base.errors import NotFound
from tcma.base.words import N_
from tcma.catalogue import rules
from tcma.catalogue.models import AssetRow, KitDraft, KitMedia, KitRow, KitVersion

_read: WeakKeyDictionary[KitVersion, rules.Kit] = WeakKeyDictionary()


@dataclass(frozen=True)
class Published:
    """A kit and its newest version."""

    row: KitRow
    version: KitVersion

    @property
    def slug(self) -> str:
        return self.row.slug

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def retired(self) -> bool:
        return self.row.retired_at is not None


def kits(session: Session, *, kind: str | None = None, retired: bool = False) -> list[Published]:
    """Every published kit with its newest version, the newest first; `retired`: also those nobody begins with."""
    other = aliased(KitVersion)
    newest = select(func.max(other.number)).where(other.kit_id == KitRow.id).correlate(KitRow).scalar_subquery()
    found = (
        select(KitRow, KitVersion)
        .join(KitVersion, KitVersion.kit_id == KitRow.id)
        .where(KitVersion.number == newest)
        .order_by(KitVersion.published_at.desc())
    )
    if kind is not None:
        found = found.where(KitRow.kind == kind)
    if not retired:
        found = found.where(KitRow.retired_at.is_(None))
    return [Published(row, version) for row, version in session.execute(found)]


def latest(session: Session, slug: str) -> KitVersion:
    """The newest version of the kit `slug`; NotFound if there is none."""
    found = live_version(session, slug)
    if found is None:
        raise NotFound(N_('There is no published kit "%(slug)s".'), slug=slug)
    return found


def live_version(session: Session, slug: str) -> KitVersion | None:
    """The same; None if there is none."""
    return session.scalar(
        select(KitVersion)
        .join(KitRow, KitRow.id == KitVersion.kit_id)
        .where(KitRow.slug == slug)
        .order_by(KitVersion.number.desc())
        .limit(1)
    )


def versions(session: Session, kit_id: UUID) -> list[KitVersion]:
    """All versions of a kit, the newest first."""
    return list(
        session.scalars(select(KitVersion).where(KitVersion.kit_id == kit_id).order_by(KitVersion.number.desc()))
    )


def version(session: Session, version_id: UUID) -> KitVersion:
    """The version with this id; NotFound if there is none."""
    found = session.get(KitVersion, version_id)
    if found is None:
        raise NotFound
    return found


def kit_of(session: Session, version: KitVersion) -> KitRow:
    """The kit a version belongs to."""
    found = session.get(KitRow, version.kit_id)
    assert found is not None  # a foreign key says so
    return found


def kit_content(version: KitVersion) -> rules.Kit:
    """What a version says, in its source language. Read once for each object: a version never changes."""
    kit = _read.get(version)
    if kit is None:
        kit = _read[version] = rules.from_json(version.content)
    return kit


def assets(session: Session, version_id: UUID) -> list[AssetRow]:
    """The assets of a version, in the order in which they go out."""
    return list(session.scalars(select(AssetRow).where(AssetRow.version_id == version_id).order_by(AssetRow.position)))


def asset_row(session: Session, version_id: UUID, key: str) -> AssetRow:
    """The asset `key` of a version; NotFound if it has none of that name."""
    found = session.scalar(select(AssetRow).where(AssetRow.version_id == version_id, AssetRow.key == key))
    if found is None:
        raise NotFound
    return found


def media(session: Session, version_id: UUID, name: str) -> bytes:
    """A file of a version, a drawing with its colour tokens; NotFound if it has none of that name."""
    found = session.get(KitMedia, (version_id, name))
    if found is None:
        raise NotFound
    return found.body


def all_media(session: Session, version_id: UUID) -> dict[str, bytes]:
    """{file name: bytes} of a version's drawings and documents."""
    rows = session.execute(select(KitMedia.name, KitMedia.body).where(KitMedia.version_id == version_id))
    return dict(rows.all())


def document(session: Session, version_id: UUID, name: str, language: str) -> str:
    """The file that a form of this version hands to a reader of `language`; '' where it is not there."""
    names = session.scalars(select(KitMedia.name).where(KitMedia.version_id == version_id)).all()
    return rules.document_in(name, language, dict.fromkeys(names))


@dataclass(frozen=True)
class Draft:
    """A draft as its parts."""

    id: UUID
    kit: rules.Kit
    copy: dict[str, dict[str, rules.Segment]]
    media: dict[str, bytes]
    based_on: UUID | None


def drafts(session: Session) -> list[KitDraft]:
    """All drafts, the last touched first."""
    return list(session.scalars(select(KitDraft).order_by(KitDraft.updated_at.desc())))


def draft(session: Session, draft_id: UUID) -> Draft:
    """The draft with this id; NotFound once it is published or discarded."""
    row = session.get(KitDraft, draft_id)
    if row is None:
        raise NotFound(N_("This draft is not there any more. It was published or discarded."))
    return draft_content(row)


def draft_content(row: KitDraft) -> Draft:
    """What a draft says."""
    media = rules.media_from_json(row.media)
    return Draft(row.id, rules.from_json(row.content), rules.copy_from_json(row.copy), media, row.based_on)


def draft_problems(draft: Draft) -> list[rules.Problem]:
    """What the checks say about a draft, blocking problems first."""
    return rules.check(draft.kit, draft.copy, draft.media)
