"""Records of a CRM in our own terms: an account, and an opportunity that is a partner's deal or of direct sales."""

import enum
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tcma.base.errors import Refusal


class Kind(enum.StrEnum):
    """What a record is. Accounts are read before opportunities."""

    ACCOUNT = "account"
    OPPORTUNITY = "opportunity"


@dataclass(frozen=True)
class CrmAccount:
    """A firm. `version` is when it was last changed there; `customer` and `named` None: the CRM does not say so."""

    external_id: str
    version: datetime
    deleted: bool = False
    name: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    domains: tuple[str, ...] = ()
    vat: str = ""
    duns: str = ""
    customer: bool | None = None
    named: bool | None = None  # direct sales has it
    owner: str = ""

    @property
    def kind(self) -> Kind:
        return Kind.ACCOUNT


@dataclass(frozen=True)
class CrmOpportunity:
    """Something that is being sold. `registration` is the number of a partner's registration, 0 for none.

    `stage` is the CRM's own word, `means` ours: a stage, won, lost, or empty where nothing is mapped to it.
    """

    external_id: str
    version: datetime
    deleted: bool = False
    account_id: str = ""  # the CRM's
    name: str = ""
    stage: str = ""
    means: str = ""
    amount: Decimal | None = None
    currency: str = ""
    registration: int = 0
    order_number: str = ""
    product: str = ""
    owner: str = ""
    direct: bool = True  # its owner sells directly
    opened_at: datetime | None = None
    closed: bool = False
    closed_at: datetime | None = None

    @property
    def kind(self) -> Kind:
        return Kind.OPPORTUNITY


CrmRecord = CrmAccount | CrmOpportunity


@dataclass(frozen=True)
class Unreadable:
    """A record that is none, and why."""

    kind: Kind
    external_id: str
    version: datetime
    why: Refusal


def to_json(record: CrmRecord) -> dict[str, Any]:
    """As it is kept; empty things are left out, so that two that say the same are the same."""
    said = {name: value for name, value in asdict(record).items() if value not in ("", None, (), 0, False)}
    return {name: _plain(value) for name, value in said.items()}


def of_json(kind: Kind, kept: Mapping[str, Any]) -> CrmRecord:
    """The reverse."""
    shape = CrmAccount if kind is Kind.ACCOUNT else CrmOpportunity
    told = {one.name: kept[one.name] for one in fields(shape) if one.name in kept}
    for name in ("version", "opened_at", "closed_at"):
        if name in told:
            told[name] = datetime.fromisoformat(told[name])
    if "amount" in told:
        told["amount"] = Decimal(told["amount"])
    if "domains" in told:
        told["domains"] = tuple(told["domains"])
    if shape is CrmOpportunity:
        told.setdefault("direct", False)
    return shape(**told)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return list(value) if isinstance(value, tuple) else value
