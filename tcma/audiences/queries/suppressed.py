"""Who is not written to, and what a partner may know of why."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, and_, case, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from tcma.audiences.models import Contact, Suppression, TopicRefusal
from tcma.audiences.rules.keys import held_under
from tcma.audiences.rules.left_out import TOPIC, UNAVAILABLE
from tcma.base.keyed import PSEUDONYM, keyed

ERASED = "erased"
OWN_NOES = ("unsubscribed", "opted_out", ERASED)
"""The person's own no to marketing: only their own yes lifts it. What they ask for afterwards, they are still told."""
OPT_OUTS = (*OWN_NOES, "listed", TOPIC)
"""What stops marketing, and nothing that a person asked for."""
HASHED = Suppression.addr_key.like(literal_column("'#%'"))
"""Kept of somebody who was erased (base.keyed); written out, so that the index of these few rows is found."""
EVERYONE = ("programme", "global")
"""The scopes that hold for every partner; 'vendor' is the vendor's own mail."""
# The gravest first: it is the one that is shown.
_GRAVITY = {
    "complained": 0, ERASED: 1, "unsubscribed": 2, "opted_out": 3, "bounced": 4, "listed": 5, TOPIC: 6, UNAVAILABLE: 7,
}  # fmt: skip


def shown_reason(partner_id: UUID | None) -> ColumnElement[str]:
    """The reason of a suppression as this partner may see it: its own, or one label for all others."""
    own = or_(Suppression.partner_id == partner_id, Suppression.origin_partner_id == partner_id)
    if partner_id is None:
        return Suppression.reason.expression
    return case((own, Suppression.reason), else_=literal(UNAVAILABLE, String))


def holding(partner_id: UUID | None) -> ColumnElement[bool]:
    """Whether a suppression holds for this partner's mail; None is the vendor's own."""
    everyone = and_(Suppression.partner_id.is_(None), Suppression.scope.in_(EVERYONE))
    if partner_id is None:
        return and_(Suppression.partner_id.is_(None), Suppression.scope.in_(("vendor", *EVERYONE)))
    return or_(Suppression.partner_id == partner_id, everyone)


def of_contact() -> ColumnElement[bool]:
    """Whether a suppression is about the contact beside it: the address, its hash, its domain, or its firm's."""
    domain = "@" + func.split_part(Contact.addr_key, "@", 2)
    names = array([Contact.addr_key, Contact.held_as, domain, "@" + Contact.account_domain])
    return Suppression.addr_key == func.any(names)


def gravest(reason: ColumnElement[str]) -> ColumnElement[int]:
    """What to sort reasons by, for the one that is shown."""
    return case(_GRAVITY, value=reason, else_=len(_GRAVITY))


def suppressed(
    session: Session, partner_id: UUID | None, addr_keys: Iterable[str], *, opt_outs: bool = True
) -> dict[str, str]:
    """{address key: reason} of those that nothing may be sent to: by this partner, the programme, or anyone.

    Without `opt_outs` only bounces and complaints count: for what a person asked for after saying no to marketing.
    Without a partner it is the vendor's own mail.
    """
    wanted = {key: all_names(key) for key in addr_keys}
    statement = (
        select(Suppression.addr_key, shown_reason(partner_id))
        .where(Suppression.addr_key == func.any(key_array({under for keys in wanted.values() for under in keys})))
        .where(holding(partner_id))
    )
    if not opt_outs:
        statement = statement.where(Suppression.reason.not_in(OPT_OUTS))
    reasons: dict[str, list[str]] = {key: [ERASED] for key in wanted if key.startswith(PSEUDONYM)}  # nobody's address
    for under, reason in session.execute(statement):
        reasons.setdefault(under, []).append(reason)
    return _graver(wanted, reasons)


def all_names(addr_key: str) -> tuple[str, ...]:
    """What a suppression of this address may be kept under: itself, its domains, its hash if the person was erased."""
    return (*held_under(addr_key), keyed(addr_key))


def _graver(wanted: Mapping[str, Iterable[str]], reasons: Mapping[str, list[str]]) -> dict[str, str]:
    found = {key: [reason for under in keys for reason in reasons.get(under, ())] for key, keys in wanted.items()}
    return {key: min(some, key=lambda one: _GRAVITY.get(one, 9)) for key, some in found.items() if some}


def own_suppressed(
    session: Session, partner_id: UUID, addr_keys: Iterable[str], *, before: datetime | None = None
) -> set[str]:
    """The keys a file of this partner can't bring: it may not write to them any more, or they were erased.

    With `before`, those it was so for at that time.
    """
    return held_back(session, partner_id, addr_keys, before=before)[0]


def held_back(
    session: Session, partner_id: UUID, addr_keys: Iterable[str], *, before: datetime | None = None
) -> tuple[set[str], set[str]]:
    """(those of `own_suppressed`, the others whom nobody of the programme may write to)."""
    wanted = {key: all_names(key) for key in addr_keys}
    # Whoever was erased everywhere may have come back to one partner: to none of them by a file.
    # What a merge made of somebody else's no is no secret told here: it counts as said elsewhere.
    here = and_(Suppression.partner_id == partner_id, Suppression.reason != UNAVAILABLE)
    own = or_(here, Suppression.reason == ERASED)
    statement = select(Suppression.addr_key, own).where(
        holding(partner_id),
        Suppression.addr_key == func.any(key_array({under for keys in wanted.values() for under in keys})),
    )
    mine, elsewhere = set[str](), set[str]()
    for under, stops in session.execute(statement if before is None else statement.where(Suppression.at <= before)):
        (mine if stops else elsewhere).add(under)
    stopped = {key for key, keys in wanted.items() if not mine.isdisjoint(keys)}
    return stopped, {key for key, keys in wanted.items() if key not in stopped and not elsewhere.isdisjoint(keys)}


def topic_refused(session: Session, partner_id: UUID | None, addr_keys: Iterable[str], topic: str) -> dict[str, str]:
    """{address key: reason} of those who do not want to hear about a topic from this partner."""
    if not topic or partner_id is None:
        return {}
    rows = session.scalars(
        select(TopicRefusal.addr_key).where(
            TopicRefusal.partner_id == partner_id, TopicRefusal.topic == topic,
            TopicRefusal.addr_key == func.any(key_array(addr_keys)),
        )
    )  # fmt: skip
    return dict.fromkeys(rows, TOPIC)


def key_array(keys: Iterable[str]) -> ColumnElement[list[str]]:
    """Address keys for the database: as one text, since thousands of elements take long to send. None holds a line
    break."""
    return func.string_to_array(literal("\n".join(keys)), "\n", type_=ARRAY(Text))


def stopped_by(session: Session, partner_id: UUID | None, addr_keys: Iterable[str]) -> set[str]:
    """What the person stopped themselves: 'partner' for this one's mail, 'programme' for every partner's."""
    rows = session.scalars(
        select(Suppression.scope)
        .where(Suppression.addr_key == func.any(key_array(addr_keys)), Suppression.reason.in_(OWN_NOES))
        .where(or_(
            Suppression.partner_id == partner_id,
            and_(Suppression.partner_id.is_(None), Suppression.scope == "programme"),
        ))
    )  # fmt: skip
    return set(rows)
