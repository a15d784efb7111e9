"""Records are taken: each is compared with what was known of it, put into effect, and said.

In any order, once or many times, they end in the same state: an older one than is known is left, what waits for
another (an opportunity for its account) is looked at again when that has come, and whoever shares a registration is
looked at together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from tcma.crm.actions.accounts import take_accounts
from tcma.crm.actions.opportunities import take_opportunity
from tcma.crm.models import CrmRecord
from tcma.crm.rules import CrmAccount, CrmOpportunity, Kind, Line, Mapping, Unreadable
from tcma.crm.rules import CrmRecord as Said
from tcma.crm.rules.records import of_json, to_json

MOST_AGAIN = 2_000


def take(
    session: Session, *, source: str, records: Iterable[Said | Unreadable], mapping: Mapping, now: datetime,
    again: bool = False,
) -> list[Line]:  # fmt: skip
    """Put them into effect and say of each what became of it. `again`: also of those that are known as they are.

    One at a time for a source, so that two readings don't judge by what the other is about to change.
    """
    alone(session, source)
    lines: list[Line] = []
    fresh: list[tuple[CrmRecord, Said]] = []
    given = list(records)
    known = _known(session, source, given)
    for one in given:
        if isinstance(one, Unreadable):
            lines.append(Line(one.kind, one.external_id, "", "refused", (), one.why.message, one.why.values))
            continue
        row, body = known.get((one.kind, one.external_id)), to_json(one)
        if row is None:
            row = CrmRecord(
                source=source, kind=one.kind, external_id=one.external_id, version=one.version, body={}, taken={},
                outcome="", seen_at=now,
            )  # fmt: skip
            session.add(row)
            known[one.kind, one.external_id] = row
        elif one.version < row.version or (row.body == body and not again):
            lines.append(Line(one.kind, one.external_id, one.name, "unchanged"))
            continue
        row.version = one.version  # of several in one part the latest counts, wherever it stands
        fresh = [(other, said) for other, said in fresh if other is not row]
        fresh.append((row, one))
    accounts = [(row, one) for row, one in fresh if isinstance(one, CrmAccount)]
    sold = [(row, one) for row, one in fresh if isinstance(one, CrmOpportunity)]
    lines += take_accounts(session, source, accounts, now)
    left = {row.number for row, one in sold if row.number and row.number != one.registration}
    for row, one in sold:
        if row.number and row.number != one.registration:
            row.taken = {}  # of another deal
        row.body, row.number, row.parent = to_json(one), one.registration, one.account_id
        row.seen_at = now
    session.flush()
    for row, one in sorted(sold, key=lambda pair: pair[1].external_id):
        lines.append(take_opportunity(session, row, one, mapping, now))
    for row, one in _touched(session, source, accounts, sold, left):
        before = row.outcome
        line = take_opportunity(session, row, one, mapping, now)
        lines += [line] if line.outcome not in ("unchanged", before) or line.outcome == "updated" else []
    session.flush()
    return lines


def take_again(session: Session, *, mapping: Mapping, now: datetime, limit: int = MOST_AGAIN) -> list[Line]:
    """What waits or contradicts itself, looked at once more: our side may have moved since."""
    rows = session.scalars(
        select(CrmRecord)
        .where(CrmRecord.outcome.in_(("waiting", "conflict")), CrmRecord.kind == Kind.OPPORTUNITY)
        .order_by(CrmRecord.seen_at).limit(limit)
    ).all()  # fmt: skip
    return [_again(session, row, mapping, now) for row in rows]


def take_one_again(session: Session, source: str, external_id: str, mapping: Mapping, now: datetime) -> Line | None:
    """One opportunity, after a person has decided. Whoever asks has it `alone`."""
    row = session.get(CrmRecord, (source, Kind.OPPORTUNITY.value, external_id), populate_existing=True)
    return _again(session, row, mapping, now) if row else None


def alone(session: Session, source: str) -> None:
    """Until the end of the transaction nobody else takes anything of this source."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"crm {source}"})


def _again(session: Session, row: CrmRecord, mapping: Mapping, now: datetime) -> Line:
    said = of_json(Kind.OPPORTUNITY, row.body)
    assert isinstance(said, CrmOpportunity)
    return take_opportunity(session, row, _mapped(said, mapping), mapping, now)


def _mapped(said: CrmOpportunity, mapping: Mapping) -> CrmOpportunity:
    """With what its stage means by the mapping of now."""
    means = mapping.means(said.stage)
    return replace(said, means=means) if means and means != said.means else said


def _known(session: Session, source: str, given: Sequence[Said | Unreadable]) -> dict[tuple[str, str], CrmRecord]:
    ids = {one.external_id for one in given}
    rows = session.scalars(select(CrmRecord).where(CrmRecord.source == source, CrmRecord.external_id.in_(ids)))
    return {(row.kind, row.external_id): row for row in rows}


def _touched(
    session: Session, source: str, accounts: Sequence[tuple[CrmRecord, CrmAccount]],
    sold: Sequence[tuple[CrmRecord, CrmOpportunity]], left: set[int],
) -> list[tuple[CrmRecord, CrmOpportunity]]:  # fmt: skip
    """Opportunities that wait for one of these accounts, or share a registration with one of these, or did (`left`)."""
    parents = [row.external_id for row, _ in accounts]
    deleted = [row.external_id for row, one in accounts if one.deleted]
    numbers = [*left, *(one.registration for _, one in sold if one.registration)]
    done = {row.external_id for row, _ in sold}
    if not parents and not numbers:
        return []
    rows = session.scalars(
        select(CrmRecord)
        .where(
            CrmRecord.source == source, CrmRecord.kind == Kind.OPPORTUNITY, CrmRecord.external_id.notin_(done),
            or_(
                CrmRecord.parent.in_(parents) & CrmRecord.outcome.in_(("waiting", "conflict")),
                CrmRecord.parent.in_(deleted) & (CrmRecord.number == 0),
                CrmRecord.number.in_(numbers),
            ),
        )
        .order_by(CrmRecord.external_id)
    ).all()  # fmt: skip
    found = [(row, of_json(Kind.OPPORTUNITY, row.body)) for row in rows]
    return [(row, said) for row, said in found if isinstance(said, CrmOpportunity)]
