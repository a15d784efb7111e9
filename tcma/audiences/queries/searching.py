"""Finding people among very many: by beginnings of words, page after page, in bounded time.

A rare word is found by the index of words. A frequent one is not: collecting half a million people to show
fifty takes seconds. So the first people in the order of the page are looked through first, and more of them if some
are found; whatever many people have is found there, and what is not found there is rare enough to be collected.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, ListMember

PAGE = 50
LOOK_THROUGH, LOOK_FURTHER = 2_000, 10_000
ENOUGH = 20  # found among the first: from here on, looking further is less work than collecting
_SIGNS = re.compile(r"[^\w]+|_+")
_LAST_LABEL = re.compile(r"(@[^\s@]+)\.[^\s@.]+(?!\S)")


@dataclass(frozen=True)
class PeoplePage:
    """One page of people. `total` is how many there are; with `more`, more than so many. None on later pages.

    `after` and `before` are the people that the next page begins after, and the page before ends before.
    """

    people: list[Contact]
    total: int | None
    more: bool
    after: UUID | None
    before: UUID | None


def words_of(text: str) -> str:
    """What was typed as a query of PostgreSQL's full-text search: every word, or its beginning. '' for no words.

    Of an address the last label goes: nearly everyone has it, and looking it up takes as long as all else.
    """
    text = _LAST_LABEL.sub(r"\1 ", text[:200])
    return " & ".join(f"'{word}':*" for word in _SIGNS.split(text.lower())[:12] if word)


def found_by(
    partner_id: UUID, words: str = "", list_id: UUID | None = None, among: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Whom a search finds: the partner's people with every word begun in address, name or company, and on the list."""
    wanted = [Contact.partner_id == partner_id]
    if words.strip():
        query = words_of(words)
        if not query:  # only signs: nobody is called that
            return false()
        wanted.append(Contact.words.op("@@")(func.to_tsquery("simple", query)))
    if list_id is not None:
        wanted.append(Contact.id.in_(select(ListMember.contact_id).where(ListMember.list_id == list_id)))
    if among is not None:
        wanted.append(among)
    return and_(*wanted)


def search(
    session: Session, *, partner_id: UUID, words: str = "", list_id: UUID | None = None,
    among: ColumnElement[bool] | None = None, after: UUID | None = None, before: UUID | None = None,
) -> PeoplePage:  # fmt: skip
    """People, those who came last first: the page after a person, or before one, else the first."""
    wanted = found_by(partner_id, words, list_id, among)
    place = _Place(after or before, back=after is None and before is not None)
    everyone = not words.strip() and list_id is None and among is None
    seen = _look_through(session, partner_id, wanted, place, PAGE + 1 if everyone else LOOK_THROUGH)
    if ENOUGH <= len(seen.ids) <= PAGE and not seen.whole:  # too many to be collected, too few on so few
        seen = _look_through(session, partner_id, wanted, place, min(LOOK_FURTHER, _enough(len(seen.ids))))
    if len(seen.ids) > PAGE or seen.whole:
        ids, total, more = seen.ids[: PAGE + 1], len(seen.ids), not seen.whole
    else:
        (ids, total), more = _collected(session, wanted, place), False
    found = {one.id: one for one in session.scalars(select(Contact).where(Contact.id.in_(ids)))}
    return _page([found[one] for one in ids], place, total, more)


def _enough(found: int) -> int:
    """How many people to look through for a page, where the first ones held so many; twice that, to be sure."""
    return 2 * LOOK_THROUGH * (PAGE + 1) // found


@dataclass(frozen=True)
class _Place:
    """Where a page begins: after (or going back, before) a person, or at the first.

    Ids are in the order in which people came, and so, more or less, do their rows lie in the table: looking through
    thousands of them reads few of its pages. In the order of addresses it would read one for each.
    """

    edge: UUID | None
    back: bool

    def among(self, key: SQLColumnExpression[UUID]) -> list[ColumnElement[bool]]:
        if self.edge is None:
            return []
        return [key > self.edge] if self.back else [key < self.edge]

    def order(self, key: SQLColumnExpression[UUID]) -> ColumnElement[UUID]:
        return key.asc() if self.back else key.desc()


@dataclass(frozen=True)
class _Seen:
    """Those of the next people in the order whom the search finds; `whole`: there is nobody beyond."""

    ids: list[UUID]
    whole: bool


def _look_through(
    session: Session, partner_id: UUID, wanted: ColumnElement[bool], place: _Place, number: int
) -> _Seen:
    key = Contact.id
    near = (
        select(key, wanted.label("hit"))
        .where(Contact.partner_id == partner_id, *place.among(key))
        .order_by(place.order(key))
        .limit(number)
        .cte("near")
        .prefix_with("MATERIALIZED")
    )
    hits = func.array_agg(aggregate_order_by(near.c.id, place.order(near.c.id))).filter(near.c.hit)
    ids, looked_at = session.execute(select(hits, func.count()).select_from(near)).one()
    return _Seen(list(ids or ()), looked_at < number)


def _collected(session: Session, wanted: ColumnElement[bool], place: _Place) -> tuple[list[UUID], int]:
    """One page of everyone whom the search finds, and how many they are."""
    found = select(Contact.id).where(wanted).cte("found").prefix_with("MATERIALIZED")
    key = found.c.id
    total = select(func.count()).select_from(found).scalar_subquery()
    rows = session.execute(
        select(found.c.id, total).where(*place.among(key)).order_by(place.order(key)).limit(PAGE + 1)
    ).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _page(people: list[Contact], place: _Place, total: int, more: bool) -> PeoplePage:
    further, shown = len(people) > PAGE, people[:PAGE]
    if place.back:
        shown.reverse()
    on, earlier = (True, further) if place.back else (further, place.edge is not None)
    return PeoplePage(
        shown, None if place.edge else total, more,
        after=shown[-1].id if shown and on else None, before=shown[0].id if shown and earlier else None,
    )  # fmt: skip
