"""Accounts of the CRM go into the vendor's book, by the same way as a file of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tcma.crm.actions.conflicting import Subject, hold_conflicts
from tcma.crm.models import CrmConflict, CrmRecord
from tcma.crm.rules import Conflict, CrmAccount, Line
from tcma.crm.rules.records import to_json
from tcma.deals.actions import bring_accounts
from tcma.deals.models import Account, AccountDomain
from tcma.deals.rules.book import BookRow

_EMPTIED = ("vat", "duns", "owner")
_FLAGS = ("named", "customer")
_SAYS = {"added": "new", "changed": "updated", "same": "unchanged"}


def take_accounts(
    session: Session, source: str, accounts: Sequence[tuple[CrmRecord, CrmAccount]], now: datetime
) -> list[Line]:
    """Each with what is new about it since it was last taken; what a person changed here meanwhile stands."""
    rows = [_row(number, one, row.taken) for number, (row, one) in enumerate(accounts) if not one.deleted]
    brought = bring_accounts(session, rows, now=now)
    lines, domains = [], set[tuple[str, str]]()
    for number, (row, one) in enumerate(accounts):
        body = to_json(one)
        domains |= {(domain, one.country) for domain in one.domains}
        domains |= {(domain, row.taken.get("country", "")) for domain in row.taken.get("domains", ())}
        if one.deleted:
            line = _gone(session, row, one, now)
        else:
            account_id, what, other = brought.became[number]
            row.account_id = account_id
            dropped = _drop_domains(session, account_id, set(row.taken.get("domains", ())) - set(one.domains))
            changes = tuple((name, _told(before), _told(after)) for name, (before, after) in other.items())
            if dropped:
                changes = (*changes, ("domains", " ".join(row.taken["domains"]), " ".join(one.domains)))
            outcome = "updated" if dropped and what == "same" else _SAYS[what]
            line = Line(one.kind, one.external_id, one.name, outcome, changes)
        row.version, row.body, row.taken, row.outcome, row.seen_at = one.version, body, body, line.outcome, now
        lines.append(line)
    session.flush()
    _shared(session, source, domains, now)
    return lines


def _row(number: int, one: CrmAccount, taken: dict[str, Any]) -> BookRow:
    """What is no news is not said again; the name and the country are what the book knows an account by.

    That it is a customer, or of direct sales, is taken back only where the CRM itself had said so before.
    """
    said = to_json(one)
    news = {name: getattr(one, name) for name in _EMPTIED if said.get(name) != taken.get(name)}
    flags = {name: getattr(one, name) or False for name in _FLAGS if said.get(name) != taken.get(name)}
    return BookRow(
        number, one.external_id, one.name, one.country, one.domains, news.get("vat", ""), news.get("duns", ""),
        flags.get("named"), flags.get("customer"), news.get("owner", ""), "", None, None,
        frozenset(name for name in _EMPTIED if taken.get(name) and not getattr(one, name)),
    )  # fmt: skip


def _gone(session: Session, row: CrmRecord, one: CrmAccount, now: datetime) -> Line:
    """It was deleted there: it is no longer in the book. Registrations of it stay about it."""
    if row.account_id is None or row.taken.get("deleted"):
        return Line(one.kind, one.external_id, one.name, "unchanged")
    off = {"own": False, "named": False, "updated_at": now}
    session.execute(update(Account).where(Account.id == row.account_id).values(off))
    return Line(one.kind, one.external_id, one.name, "updated", (("own", "True", "False"),))


def _drop_domains(session: Session, account_id: UUID, domains: Collection[str]) -> bool:
    """What the CRM had given and gives no more."""
    if not domains:
        return False
    gone = delete(AccountDomain).where(AccountDomain.account_id == account_id, AccountDomain.domain.in_(list(domains)))
    return bool(session.scalars(gone.returning(AccountDomain.domain)).all())


def _shared(session: Session, source: str, domains: Collection[tuple[str, str]], now: datetime) -> None:
    """Several accounts of the CRM claim one domain in one country: a person says whether they are one firm."""
    claims = defaultdict[tuple[str, str], list[Account]](list)
    rows = session.execute(
        select(AccountDomain.domain, Account)
        .join(Account, Account.id == AccountDomain.account_id)
        .where(
            AccountDomain.domain.in_({domain for domain, _ in domains}), Account.own, Account.merged_into.is_(None),
            Account.external_id.is_not(None),
        )
        .order_by(Account.external_id)
    )  # fmt: skip
    for domain, account in rows:
        claims[domain, account.country].append(account)
    known = select(CrmConflict.external_id).where(CrmConflict.source == source, CrmConflict.what == "domain")
    listed = set(session.scalars(known.where(CrmConflict.external_id.in_([" ".join(one) for one in domains]))))
    for pair in sorted(domains):
        found, name = claims[pair], " ".join(pair)
        if len(found) > 1 or name in listed:
            subject = Subject(source, name, pair[0], account_id=found[0].id if found else None)
            hold_conflicts(session, subject, _claimed(found), now)


def _claimed(found: Sequence[Account]) -> list[Conflict]:
    if len(found) < 2:
        return []
    names, ids = ", ".join(one.name for one in found), ", ".join(str(one.external_id) for one in found)
    return [Conflict("domain", names, ids, take=False)]


def _told(value: Any) -> str:
    return "" if value is None else str(value)
