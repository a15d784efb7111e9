"""Which account is it? Every look goes over an index, and none of them over names that are only alike.

Names are compared by their key (rules.names), which is stored: so the soft match is an index look-up as well.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from tcma.deals.models import Account, AccountDomain, Registration
from tcma.deals.rules import Claim, RegistrationState, drawn, firm_of_address, name_key

_UNSEEN = (RegistrationState.DRAFT, RegistrationState.RECALLED)


@dataclass(frozen=True)
class Match:
    """`same`: accounts that it is, the one of its domain first. `doubtful`: others that it may be."""

    same: tuple[UUID, ...]
    doubtful: tuple[UUID, ...]


def identities(claim: Claim) -> tuple[str, ...]:
    """What names the account, each in one spelling, in order: who decides about one of them locks it."""
    firm = firm_of_address(claim.contact_email)
    found = {
        *(f"domain {one}" for one in (claim.account_domain, firm) if one),
        *(f"mail {one}" for one in [claim.contact_email.casefold()] if one),
        *(f"vat {one}" for one in [claim.account_vat] if one),
        *(f"duns {one}" for one in [claim.account_duns] if one),
    }
    return tuple(sorted(found))


def match(session: Session, claim: Claim, *, but: UUID | None = None) -> Match:
    """The accounts of a claim. `but`: the registration that asks, which is no proof of anything."""
    looks = [*_hard(claim, but), *_soft(claim)]
    if not looks:
        return Match((), ())
    each = union_all(*looks).subquery()
    ranked = select(each.c.id, func.min(each.c.rank).label("rank")).group_by(each.c.id).subquery()
    rows = session.execute(select(ranked.c.id, ranked.c.rank).order_by(ranked.c.rank, ranked.c.id).limit(200)).all()
    return Match(
        tuple(one.id for one in rows if one.rank < _DOUBTFUL), tuple(one.id for one in rows if one.rank >= _DOUBTFUL)
    )


_DOUBTFUL = 10


def _hard(claim: Claim, but: UUID | None) -> list[Select[UUID, int]]:
    """By domain in the same country, by the contact's address and its domain there, by VAT and DUNS number."""
    looks = []
    for rank, domain in enumerate((claim.account_domain, firm_of_address(claim.contact_email))):
        if domain:
            looks += [
                _domain(rank, AccountDomain.domain == domain, Account.country == claim.account_country),
                _registered(
                    rank, but, Registration.account_domain == domain,
                    Registration.account_country == claim.account_country,
                ),
            ]  # fmt: skip
    if claim.contact_email:
        looks.append(_registered(2, but, Registration.contact_email == claim.contact_email))
    for rank, column, number in ((3, Account.vat, claim.account_vat), (4, Account.duns, claim.account_duns)):
        if number:
            looks.append(_account(rank, column == number))
    return looks


def _soft(claim: Claim) -> list[Select[UUID, int]]:
    """By name in the same country, by domain in another, and by a domain that is drawn like this one."""
    looks = []
    if claim.account_name:
        key = name_key(claim.account_name)
        looks.append(_account(_DOUBTFUL, and_(Account.name_key == key, Account.country == claim.account_country)))
    for domain in {claim.account_domain, firm_of_address(claim.contact_email)} - {""}:
        looks.append(_domain(_DOUBTFUL, AccountDomain.drawn == drawn(domain)))
    return looks


def _account(rank: int, *where: object) -> Select[UUID, int]:
    query = select(Account.id.label("id"), literal(rank).label("rank"))
    return query.where(Account.merged_into.is_(None), *where)  # type: ignore[arg-type]  # conditions


def _domain(rank: int, *where: object) -> Select[UUID, int]:
    return _account(rank, *where).join(AccountDomain, AccountDomain.account_id == Account.id)


def _registered(rank: int, but: UUID | None, *where: object) -> Select[UUID, int]:
    query = select(Registration.accounts[1].label("id"), literal(rank).label("rank")).where(
        func.cardinality(Registration.accounts) > 0, Registration.state.notin_(_UNSEEN),
        *where,  # type: ignore[arg-type]  # conditions
    )  # fmt: skip
    return query.where(Registration.id != but) if but else query
