"""A filter as a condition of SQL. Every value is bound; nothing of a filter becomes text of a statement."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from tcma.audiences.models import Consent, Contact, ContactList, ContactTag, ContactTraits, ListMember, Tag
from tcma.audiences.rules.segments import Condition, Filter, Kind

_TEXTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "company": Contact.company, "title": Contact.title, "domain": Contact.account_domain,
    "first_name": Contact.first_name, "last_name": Contact.last_name, "email": Contact.email,
    "phone": Contact.phone, "country": Contact.country, "source": Contact.source,
}  # fmt: skip


def holds(found: Filter, *, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    """Whether a contact of this partner is in the filter: for a statement that selects from contacts."""
    each = [_one(condition, partner_id, now) for condition in found.conditions]
    return and_(true(), *each) if found.match == "all" else or_(false(), *each)


def _one(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    special = _SPECIAL.get(condition.field)
    if special is None:
        return _text(_TEXTS[condition.field], condition)
    return special(condition, partner_id, now)


def _text(column: InstrumentedAttribute[Any], condition: Condition) -> ColumnElement[bool]:
    known, value = func.coalesce(column, ""), condition.value
    match condition.operator:
        case "is":
            return func.lower(known) == value.lower()
        case "is_not":
            return func.lower(known) != value.lower()
        case "contains":
            return known.icontains(value, autoescape=True)
        case "contains_not":
            return ~known.icontains(value, autoescape=True)
        case "begins":
            return known.istartswith(value, autoescape=True)
        case "filled":
            return known != ""
        case _:
            return known == ""


def _language(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    """German is the German of Austria, too."""
    if condition.operator in ("filled", "empty"):
        return _text(Contact.language, condition)
    spoken = func.lower(func.split_part(Contact.language, "-", 1)) == condition.value.lower()
    return spoken if condition.operator == "is" else ~spoken


def _added(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    since = now - timedelta(days=int(condition.value))
    return Contact.created_at >= since if condition.operator == "within" else Contact.created_at < since


def _on_list(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    on = select(ListMember.contact_id).join(ContactList, ContactList.id == ListMember.list_id)
    return _own(on, ContactList, condition, partner_id)


def _tagged(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    return _own(select(ContactTag.contact_id).join(Tag, Tag.id == ContactTag.tag_id), Tag, condition, partner_id)


def _own(
    people: Select[UUID], named: type[ContactList | Tag], condition: Condition, partner_id: UUID
) -> ColumnElement[bool]:
    """On a list or with a tag; another partner's has nobody."""
    has = Contact.id.in_(people.where(named.id == UUID(condition.value), named.partner_id == partner_id))
    return has if condition.operator == "is" else ~has


def _consent(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    """A basis that has neither ended nor been withdrawn."""
    given = select(Consent.contact_id).where(
        Consent.partner_id == partner_id, Consent.purpose == "marketing", Consent.withdrawn_at.is_(None),
        or_(Consent.expires_at.is_(None), Consent.expires_at > now),
    )  # fmt: skip
    if condition.operator in ("is", "is_not"):
        given = given.where(Consent.basis == condition.value)
    has = Contact.id.in_(given)
    return has if condition.operator in ("is", "filled") else ~has


def _did(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(ContactTraits.contact_id == Contact.id, condition)


def _touched(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    did = _did(ContactTraits.touched_at >= now - timedelta(days=int(condition.value)))
    return did if condition.operator == "within" else ~did


def _touches(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    number = int(condition.value)
    if condition.operator == "least":
        return _did(ContactTraits.touches >= number)
    return ~_did(ContactTraits.touches > number)


def _lead(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    if condition.kind is Kind.CHOICE and condition.operator in ("filled", "empty"):
        did = _did(ContactTraits.lead != "")
        return did if condition.operator == "filled" else ~did
    did = _did(ContactTraits.lead == condition.value)
    return did if condition.operator == "is" else ~did


def _deal(condition: Condition, partner_id: UUID, now: datetime) -> ColumnElement[bool]:
    if condition.operator in ("filled", "empty"):
        did = _did(func.cardinality(ContactTraits.deals) > 0)
        return did if condition.operator == "filled" else ~did
    did = _did(literal(condition.value, Text) == func.any(ContactTraits.deals))
    return did if condition.operator == "is" else ~did


_SPECIAL: Mapping[str, Callable[[Condition, UUID, datetime], ColumnElement[bool]]] = {
    "added": _added, "language": _language, "list": _on_list, "tag": _tagged, "consent": _consent, "touched": _touched,
    "touches": _touches, "lead": _lead, "deal": _deal,
}  # fmt: skip
