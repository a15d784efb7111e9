"""A record as the CRM gives it -> one in our own terms, by the mapping; or why it is none."""

import re
from collections.abc import Mapping as Table
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tcma.audiences.rules.countries import country_code
from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.crm.rules.mapping import Mapping
from tcma.crm.rules.records import CrmAccount, CrmOpportunity, CrmRecord, Kind, Unreadable
from tcma.deals.rules import normal_number, registrable_domain
from tcma.deals.rules.book import moment

_MOST = Decimal(10) ** 12
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read(kind: Kind, given: Table[str, Any], mapping: Mapping) -> CrmRecord | Unreadable:
    """One record, with Salesforce's names of what is always there: Id, IsDeleted, SystemModstamp, StageName, ...

    Names of the mapping reach into other objects by dots.
    """
    external_id, version = _text(given, "Id")[:100], EPOCH
    try:
        version = moment(_text(given, "SystemModstamp")) or EPOCH
        if not external_id:
            raise Refusal(N_("It has no id."))
        if kind is Kind.ACCOUNT:
            return _account(external_id, version, given, mapping)
        return _opportunity(external_id, version, given, mapping)
    except Refusal as refusal:
        return Unreadable(kind, external_id, version, refusal)


def _account(external_id: str, version: datetime, given: Table[str, Any], mapping: Mapping) -> CrmAccount:
    if _yes(given.get("IsDeleted")):
        return CrmAccount(external_id, version, deleted=True, name=_line(given, mapping.account_name))
    name, country = _line(given, mapping.account_name), country_of(_line(given, mapping.country))
    if not name or len(name) > 200:
        raise Refusal(N_("It has no name, or one of more than 200 characters."))
    if not country:
        raise Refusal(
            N_("“%(text)s” is not a country's code. Write two letters, such as DE."),
            text=_line(given, mapping.country)[:80],
        )
    owner, customer = _line(given, mapping.account_owner)[:200], False
    if mapping.customer:
        said = _line(given, mapping.customer).casefold()
        customer = any(said == one.casefold() or said.startswith(f"{one.casefold()} ") for one in mapping.customers)
    named = mapping.owner_is(owner) == "named" or (bool(mapping.named) and _yes(given_at(given, mapping.named)))
    domains = (registrable_domain(one) for one in re.split(r"[\s,;]+", _line(given, mapping.domain)) if one)
    return CrmAccount(
        external_id, version, False, name, country, tuple(dict.fromkeys(one for one in domains if one)),
        normal_number(_line(given, mapping.vat))[:40], normal_number(_line(given, mapping.duns))[:40],
        customer or None, named or None, owner,
    )  # fmt: skip


def _opportunity(external_id: str, version: datetime, given: Table[str, Any], mapping: Mapping) -> CrmOpportunity:
    stage, owner = _line(given, "StageName")[:100], _line(given, mapping.owner)[:200]
    means, closed = mapping.means(stage), _yes(given.get("IsClosed"))
    if not means and closed:  # a word of their own for an end that the CRM knows as one
        means = "won" if _yes(given.get("IsWon")) else "lost"
    closes = moment(_line(given, "CloseDate")) if closed or means in ("won", "lost") else None
    return CrmOpportunity(
        external_id, version, _yes(given.get("IsDeleted")), _text(given, "AccountId")[:100],
        _line(given, "Name")[:200], stage, means, amount_of(given_at(given, mapping.amount)),
        _line(given, mapping.currency).upper()[:10], number_of(_line(given, mapping.registration)),
        _line(given, mapping.order_number)[:100], _line(given, mapping.product)[:100], owner,
        mapping.owner_is(owner) != "partner", moment(_line(given, "CreatedDate")), closed or means in ("won", "lost"),
        closes,
    )  # fmt: skip


def number_of(text: str) -> int:
    """'1001', '#1001', 'DR-1001' -> 1001; 0 for nothing. Raises Refusal for what names none, or several."""
    if not text:
        return 0
    found = re.findall(r"[0-9]+", text)
    if len(found) != 1 or len(found[0]) > 9:
        raise Refusal(N_("“%(text)s” is not a registration's number."), text=text[:80])
    return int(found[0])


def amount_of(value: Any) -> Decimal | None:
    """A number, or digits with a point. None for nothing. Raises Refusal."""
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    try:
        found = Decimal(text) if len(text) <= 40 else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > _MOST:
        raise Refusal(N_("“%(text)s” is not an amount. Write 12000."), text=text[:40])
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()


def country_of(text: str) -> str:
    """A code, or the name of a country in one of a dozen languages, as CRMs without country codes have it."""
    return country_code(text.strip()) or ""


def given_at(given: Table[str, Any], path: str) -> Any:
    """'Owner.Name' reaches into the owner; None where nothing is."""
    found: Any = given
    for part in filter(None, path.split(".")):
        found = found.get(part) if isinstance(found, dict) else None
    return found if path else None


def _text(given: Table[str, Any], name: str) -> str:
    value = given.get(name)
    return value.strip() if isinstance(value, str) else ""


def _line(given: Table[str, Any], path: str) -> str:
    """A value in one line; empty for what is a thing of several parts."""
    value = given_at(given, path)
    if value is None or isinstance(value, dict | list):
        return ""
    return " ".join(str(value).split())


def _yes(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().casefold() in ("true", "yes", "1"))
