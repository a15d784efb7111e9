"""What the rules look at: everything that is known of a claim at one moment. It goes into the log as it was seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Rival:
    """Another partner's claim on the same account: approved until a date, or earlier and pending. Never says whose."""

    approved: bool
    protected_until: datetime | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expired:
    """A claim of the same partner on the same account that ran out, and when."""

    at: datetime
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Seen at `at`. `lines` are product lines; `amount` is in `currency`, thresholds are in `programme_currency`.

    `owned`: direct sales has the account, or an opportunity older than the submission. `given_at`: when a vendor lead
    for it was last given to somebody else. `doubtful`: it may be an account that is known under another name, domain
    or country. `behind`: a response or a named business contact stands behind it. `idle`: open registrations of the
    partner without activity. `co_sell`: the partner sells it together with the vendor.
    """

    at: datetime
    missing: tuple[str, ...] = ()
    authorised: bool = True
    lines: tuple[str, ...] = ()
    rivals: tuple[Rival, ...] = ()
    owned: bool = False
    co_sell: bool = False
    given_at: datetime | None = None
    customer: bool = False
    kind: str = "new"
    expired: tuple[Expired, ...] = ()
    amount: Decimal | None = None
    currency: str = ""
    programme_currency: str = ""
    tier: str = ""
    doubtful: bool = False
    behind: bool = False
    idle: int = 0


def to_json(facts: Facts) -> dict[str, Any]:
    """For the log: no name, no address, and of rivals only that there are some."""
    return {
        **{name: getattr(facts, name) for name in _PLAIN},
        "at": facts.at.isoformat(),
        "missing": list(facts.missing),
        "lines": list(facts.lines),
        "rivals": [[one.approved, _time(one.protected_until), list(one.lines)] for one in facts.rivals],
        "given_at": _time(facts.given_at),
        "expired": [[one.at.isoformat(), list(one.lines)] for one in facts.expired],
        "amount": str(facts.amount) if facts.amount is not None else "",
    }


def from_json(kept: Mapping[str, Any]) -> Facts:
    """What the log kept."""
    return Facts(
        at=datetime.fromisoformat(kept["at"]),
        missing=tuple(kept["missing"]),
        lines=tuple(kept["lines"]),
        rivals=tuple(Rival(approved, _read(until), tuple(lines)) for approved, until, lines in kept["rivals"]),
        given_at=_read(kept["given_at"]),
        expired=tuple(Expired(datetime.fromisoformat(at), tuple(lines)) for at, lines in kept["expired"]),
        amount=Decimal(kept["amount"]) if kept["amount"] else None,
        **{name: kept[name] for name in _PLAIN},
    )


_PLAIN = (
    "authorised", "owned", "co_sell", "customer", "kind", "currency", "programme_currency", "tier", "doubtful",
    "behind", "idle",
)  # fmt: skip


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _read(kept: str) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
