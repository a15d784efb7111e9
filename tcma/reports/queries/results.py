"""A partner's own results: what its own campaigns earned of its own deals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.attribution import queries as credits
from tcma.attribution.queries import AssetName, Coverage, Part, Scope
from tcma.attribution.rules import Model
from tcma.reports.queries.activity import launches_by_kit


@dataclass(frozen=True)
class OwnAsset:
    """What one asset of the partner's campaigns earned, by version and language."""

    name: AssetName
    amount: Decimal
    deals: int
    launches: int
    versions: list[Part]
    languages: list[Part]


@dataclass(frozen=True)
class Results:
    """In one currency. `rest`: won, with no touch of this partner's campaigns to credit."""

    coverage: Coverage | None
    others: list[Coverage]
    assets: list[OwnAsset]
    credited: Decimal
    rest: Decimal


def results(session: Session, partner_id: UUID, scope: Scope, model: Model) -> Results:
    """Another partner's touches are in `rest`, unnamed: nobody learns who else wrote to the account."""
    found = credits.coverage(session, Scope(scope.until, scope.since, partner_id=partner_id))
    coverage = next((one for one in found if one.currency == scope.currency), None)
    sums = [one for one in credits.by_asset(session, scope, earned_by=partner_id) if one.model == model]
    names = credits.asset_names(session, {one.kit_id for one in sums if one.kit_id})
    launches = launches_by_kit(session, scope.since, scope.until, partner_id=partner_id)
    assets = []
    for one in sums:
        if one.kit_id is None or one.asset is None:
            continue

        def parts(by: str, kit_id: UUID = one.kit_id, asset: str = one.asset) -> list[Part]:
            return credits.parts(
                session, scope, model=model, kit_id=kit_id, asset=asset, by=by, earned_by=partner_id
            )

        name = names[one.kit_id, one.asset]
        kit_launches = _count(launches, one.kit_id)
        assets.append(OwnAsset(name, one.amount, one.deals, kit_launches, parts("version"), parts("language")))
    assets.sort(key=lambda one: (-one.amount, one.name.title))
    credited = sum((one.amount for one in assets), Decimal(0))
    won = coverage.amount if coverage else Decimal(0)
    others = [one for one in found if one.currency != scope.currency]
    return Results(coverage, others, assets, credited, won - credited)


def _count(launches: Mapping[UUID, int], kit_id: UUID) -> int:
    return launches.get(kit_id, 0)
