"""What assets are called now, whatever they were called when they earned something."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from tcma.catalogue.models import AssetRow, KitRow, KitVersion


@dataclass(frozen=True)
class AssetName:
    """An asset by the words of its newest version."""

    kit_slug: str
    kit_title: str
    kit_kind: str
    title: str
    kind: str


def asset_names(session: Session, kit_ids: Collection[UUID]) -> dict[tuple[UUID, str], AssetName]:
    """{(kit, asset key): its name} for every asset these kits ever had."""
    query = (
        select(
            AssetRow.kit_id, AssetRow.key, KitRow.slug, KitVersion.title, KitRow.kind, AssetRow.title, AssetRow.kind
        )
        .join(KitVersion, KitVersion.id == AssetRow.version_id)
        .join(KitRow, KitRow.id == AssetRow.kit_id)
        .where(AssetRow.kit_id.in_(kit_ids))
        .ext(distinct_on(AssetRow.kit_id, AssetRow.key))
        .order_by(AssetRow.kit_id, AssetRow.key, KitVersion.number.desc())
    )
    return {(kit_id, key): AssetName(*names) for kit_id, key, *names in session.execute(query)}
