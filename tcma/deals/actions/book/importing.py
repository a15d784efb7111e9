"""Accounts, owners and opportunities come from the vendor's own system: twice the same changes nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.deals.models import Account, AccountDomain, Opportunity
from tcma.deals.rules import drawn, name_key
from tcma.deals.rules.book import BookRow, LeftOut, Selling
from tcma.partners.models import Partner

_BATCH = 500


@dataclass
class Brought:
    """What became of the records; every one is counted once.

    `became` says it of each line that was taken: its account, whether it was added, changed or the same, and of every
    field that is another one now what it was and is.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    became: dict[int, tuple[UUID, str, dict[str, tuple[Any, Any]]]] = field(default_factory=dict)

    @property
    def records(self) -> int:
        return self.added + self.changed + self.same + len(self.left_out)


def bring_accounts(session: Session, records: Iterable[BookRow | LeftOut], *, now: datetime) -> Brought:
    """Store them: known by the id of the vendor's system, else by a domain in the country; others are new."""
    brought, partners = Brought(), dict(session.execute(select(Partner.slug, Partner.id)).all())
    for batch in _batches(records):
        known = _Known(session, batch)
        for row in batch:
            if row.given_to and row.given_to not in partners:
                refusal = Refusal(N_("There is no partner “%(slug)s”."), slug=row.given_to)
                brought.left_out.append(LeftOut(row.line, refusal))
                continue
            _store(session, known, row, partners.get(row.given_to), brought, now)
        session.flush()
        brought.left_out += known.refused
    brought.left_out.sort(key=lambda one: one.line)
    return brought


def _batches(records: Iterable[BookRow | LeftOut]) -> Iterator["_Batch"]:
    each = iter(records)
    while rows := list(islice(each, _BATCH)):
        yield _Batch(row for row in rows if isinstance(row, BookRow)).with_refused(rows)


class _Batch(list[BookRow]):
    """The records of a batch that can be read, and beside them those that can't."""

    refused: list[LeftOut]

    def with_refused(self, rows: Iterable[BookRow | LeftOut]) -> "_Batch":
        self.refused = [row for row in rows if isinstance(row, LeftOut)]
        return self


class _Known:
    """Accounts that a batch may mean, looked up at once."""

    def __init__(self, session: Session, batch: _Batch) -> None:
        self.refused = batch.refused
        ids = {row.external_id for row in batch if row.external_id}
        by_id = session.scalars(select(Account).where(Account.external_id.in_(ids)).with_for_update()).all()
        merged = {one.merged_into for one in by_id if one.merged_into}
        into = {one.id: one for one in session.scalars(select(Account).where(Account.id.in_(merged)))}
        self.by_id = {one.external_id: into.get(one.merged_into, one) if one.merged_into else one for one in by_id}
        domains = {domain for row in batch for domain in row.domains}
        found = session.execute(
            select(AccountDomain.domain, Account).join(Account, Account.id == AccountDomain.account_id)
            .where(AccountDomain.domain.in_(domains), Account.merged_into.is_(None)).order_by(Account.id)
        )  # fmt: skip
        self.by_domain: dict[tuple[str, str], Account] = {}
        for domain, account in found:
            self.by_domain.setdefault((domain, account.country), account)
        sold = {row.selling.external_id for row in batch if row.selling}
        query = select(Opportunity).where(Opportunity.external_id.in_(sold))
        self.sold = {one.external_id: one for one in session.scalars(query)}

    def account(self, row: BookRow) -> Account | None:
        if row.external_id and (found := self.by_id.get(row.external_id)):
            return found
        for domain in row.domains:
            one = self.by_domain.get((domain, row.country))
            # One that has another id in the vendor's system is another account.
            if one is not None and (not row.external_id or one.external_id in (None, row.external_id)):
                return one
        return None

    def learn(self, row: BookRow, account: Account) -> None:
        if row.external_id:
            self.by_id[row.external_id] = account
        for domain in row.domains:
            self.by_domain.setdefault((domain, row.country), account)


def _store(
    session: Session, known: _Known, row: BookRow, given_to: UUID | None, brought: Brought, now: datetime
) -> None:
    account = known.account(row)
    new = account is None
    if account is None:
        account = Account(id=new_id(), name="", name_key="", country=row.country, created_at=now, updated_at=now)
        session.add(account)
    said: dict[str, Any] = {
        "name": row.name, "name_key": name_key(row.name), "country": row.country, "own": True,
        **{name: value for name, value in (("named", row.named), ("customer", row.customer)) if value is not None},
        **{name: value for name in ("vat", "duns", "owner") if (value := getattr(row, name)) or name in row.clears},
        **({"given_to": given_to, "given_at": row.given_at} if given_to else {}),
        **({"external_id": row.external_id} if row.external_id and account.external_id is None else {}),
    }  # fmt: skip
    before = {name: getattr(account, name) for name in said}
    for name, value in said.items():
        setattr(account, name, value)
    session.flush()
    more = _domains(session, account, row)
    more = _sell(session, known, account, row.selling, now) or more
    known.learn(row, account)
    what = "added" if new else "changed" if before != said or more else "same"
    if what != "same":
        account.updated_at = now
    setattr(brought, what, getattr(brought, what) + 1)
    other = {name: (before[name], said[name]) for name in said if before[name] != said[name] and name != "name_key"}
    brought.became[row.line] = (account.id, what, other)


def _domains(session: Session, account: Account, row: BookRow) -> bool:
    values = [{"account_id": account.id, "domain": domain, "drawn": drawn(domain)} for domain in row.domains]
    if not values:
        return False
    statement = insert(AccountDomain).values(values).on_conflict_do_nothing().returning(AccountDomain.domain)
    return bool(session.scalars(statement).all())


def _sell(session: Session, known: _Known, account: Account, selling: Selling | None, now: datetime) -> bool:
    if selling is None:
        return False
    found = known.sold.get(selling.external_id)
    known.sold[selling.external_id], changed = put_opportunity(session, found, account.id, selling, now)
    return changed


def put_opportunity(
    session: Session, found: Opportunity | None, account_id: UUID, selling: Selling, now: datetime
) -> tuple[Opportunity, bool]:
    """What direct sales sells to an account, new or as it is known; and whether that changed anything."""
    if found is None:
        found = Opportunity(id=new_id(), external_id=selling.external_id, updated_at=now)
        session.add(found)
    said = {**vars(selling), "account_id": account_id}
    if all(getattr(found, name) == value for name, value in said.items()):
        return found, False
    for name, value in said.items():
        setattr(found, name, value)
    found.updated_at = now
    return found, True
