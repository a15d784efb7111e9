"""Who may be the same person as whom, and what was merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ContactMerge
from tcma.audiences.rules.merging import SAME_MAILBOX, SAME_NAME, SAME_PHONE, digits, mailbox

MOST, SHOWN = 20, 5
LOOK_AT = 200


@dataclass(frozen=True)
class Twin:
    """A contact that may be the same person, and why one may think so (rules.merging names the reasons)."""

    contact: Contact
    reasons: tuple[str, ...]


def twins(session: Session, one: Contact) -> list[Twin]:
    """The partner's other contacts that may be this person: the surest first. Only ever suggested."""
    alike = _alike(one)
    if not alike:
        return []
    going = select(ContactMerge.dropped_id).where(ContactMerge.done_at.is_(None))
    rows = session.scalars(
        select(Contact)
        .where(Contact.partner_id == one.partner_id, Contact.id != one.id, Contact.id.not_in(going), or_(*alike))
        .order_by(Contact.addr_key)
        .limit(LOOK_AT)
    )
    found = [Twin(other, reasons) for other in rows if (reasons := _reasons(one, other))]
    return sorted(found, key=lambda twin: -len(twin.reasons))[:SHOWN]


def _alike(one: Contact) -> list[ColumnElement[bool]]:
    """Conditions that an index answers: the words of a name, the written phone, the beginning of a mailbox."""
    found: list[ColumnElement[bool]] = []
    if one.first_name and one.last_name and one.company:
        named = func.plainto_tsquery("simple", f"{one.first_name} {one.last_name} {one.company}")
        found.append(Contact.words.op("@@")(named))
    if digits(one.phone):
        found.append(and_(Contact.phone == one.phone, Contact.phone != ""))
    local, _, domain = one.addr_key.rpartition("@")
    stem = local.partition("+")[0]
    tried = {f"{stem}@{domain}", f"{stem.replace('.', '')}@{domain}"}
    found.append(Contact.addr_key.in_(tried))
    tagged = Contact.addr_key.startswith(f"{stem}+", autoescape=True)
    found.append(and_(tagged, Contact.addr_key.endswith(f"@{domain}", autoescape=True)))
    dotted = func.plainto_tsquery("simple", domain.replace(".", " "))
    found.append(and_(Contact.words.op("@@")(dotted), func.replace(Contact.addr_key, ".", "")
                      == f"{stem}@{domain}".replace(".", "")))  # fmt: skip
    return found


def _reasons(one: Contact, other: Contact) -> tuple[str, ...]:
    named = [(each.first_name + each.last_name).casefold() for each in (one, other)]
    firms = [each.company.casefold() for each in (one, other)]
    same = {
        SAME_MAILBOX: mailbox(one.addr_key) == mailbox(other.addr_key),
        SAME_NAME: bool(named[0] and firms[0]) and named[0] == named[1] and firms[0] == firms[1],
        SAME_PHONE: bool(digits(one.phone)) and digits(one.phone) == digits(other.phone),
    }
    return tuple(reason for reason, holds in same.items() if holds)


def pairs(session: Session, partner_id: UUID) -> list[tuple[Contact, Contact]]:
    """Some pairs of the partner's people with the same name and company, or the same phone."""
    name = (func.lower(Contact.first_name), func.lower(Contact.last_name), func.lower(Contact.company))
    going = select(ContactMerge.dropped_id).where(ContactMerge.done_at.is_(None))
    mine = and_(Contact.partner_id == partner_id, Contact.id.not_in(going))
    groups = (
        select(func.array_agg(Contact.id).label("ids"))
        .where(mine, Contact.first_name != "", Contact.last_name != "", Contact.company != "").group_by(*name)
        .having(func.count() > 1).limit(MOST),
        select(func.array_agg(Contact.id).label("ids"))
        .where(mine, func.length(Contact.phone) >= 7).group_by(Contact.phone).having(func.count() > 1).limit(MOST),
    )  # fmt: skip
    ids = [sorted(found)[:2] for group in groups for found in session.scalars(group)]
    people = _by_id(session, [one for pair in ids for one in pair])
    unique = dict.fromkeys(tuple(pair) for pair in ids)
    return [(people[first], people[second]) for first, second in unique][:MOST]


def _by_id(session: Session, ids: Sequence[UUID]) -> dict[UUID, Contact]:
    return {one.id: one for one in session.scalars(select(Contact).where(Contact.id.in_(ids)))}


def merges(session: Session, contact_id: UUID) -> list[ContactMerge]:
    """What was merged into a person, newest first."""
    mine = select(ContactMerge).where(ContactMerge.kept_id == contact_id)
    return list(session.scalars(mine.order_by(ContactMerge.at.desc())))


def open_merge(session: Session, merge_id: UUID) -> ContactMerge | None:
    """A merge that the slices above have to follow; None once all have."""
    found = session.get(ContactMerge, merge_id)
    return found if found is not None and found.done_at is None else None
