"""Under which addresses one person is known, by what partners have merged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ContactMerge
from tcma.base.keyed import keyed

_DROPPED = ContactMerge.dropped["addr_key"].astext


def addresses_of(session: Session, contact: Contact) -> list[str]:
    """The address keys a person is known by: their own first, then those ever merged with it at this partner."""
    known = with_merged(session, contact.partner_id, {contact.addr_key})
    return [contact.addr_key, *sorted(known - {contact.addr_key})]


def with_merged(session: Session, partner_id: UUID | None, addr_keys: Iterable[str]) -> set[str]:
    """These address keys, and every other of the same people: by what was ever merged at this partner."""
    links = _links(session, ContactMerge.partner_id == partner_id)
    return _joined(set(addr_keys), [{dropped, kept} for _, dropped, kept in links])


def merged_anywhere(session: Session, addr_keys: Iterable[str]) -> dict[str, dict[UUID, set[str]]]:
    """{address key: {partner: the other addresses of the same person there}}, of those that a partner has merged.

    A keyed hash stands for the address it was made of.
    """
    keys = list(addr_keys)
    at = or_(_DROPPED.in_(keys), Contact.addr_key.in_(keys))
    hashed = any(key.startswith("#") for key in keys)
    partners = select(ContactMerge.partner_id).join(Contact, Contact.id == ContactMerge.kept_id).where(at)
    links = defaultdict[UUID, list[set[str]]](list)
    # The database can't hash: of who was erased somewhere, every merge is looked at. There are few of both.
    for partner_id, dropped, kept in _links(session, true() if hashed else ContactMerge.partner_id.in_(partners)):
        links[partner_id].append({dropped, kept})
    found = defaultdict[str, dict[UUID, set[str]]](dict)
    for partner_id, pairs_there in links.items():
        there = set[str]().union(*pairs_there)
        names = {keyed(one): one for one in there} if hashed else {}
        for key in keys:
            own = names.get(key, key)
            if own in there:
                found[key][partner_id] = _joined({own}, pairs_there) - {own}
    return dict(found)


def _links(session: Session, which: ColumnElement[bool]) -> list[tuple[UUID, str, str]]:
    """(partner, address that was merged away, address it went to)"""
    rows = session.execute(
        select(ContactMerge.partner_id, _DROPPED, Contact.addr_key)
        .join(Contact, Contact.id == ContactMerge.kept_id).where(which)
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


def _joined(known: set[str], links: Sequence[set[str]]) -> set[str]:
    """These, and whatever hangs together with one of them."""
    while more := set[str]().union(*(link for link in links if link & known)) - known:
        known |= more
    return known
