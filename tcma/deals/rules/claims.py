"""What the rules say to a submission, in the order of the rules of engagement. The first that matches decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tcma.base.words import N_
from tcma.deals.rules.states import RegistrationState

VERSION = 1
KINDS = ("new", "expansion", "renewal")


@dataclass(frozen=True)
class Claim:
    """What a partner claims. Empty text or None: not filled in."""

    account_name: str = ""
    account_domain: str = ""
    account_country: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    amount: Decimal | None = None
    currency: str = ""
    expected_close: date | None = None
    description: str = ""
    kind: str = "new"

    def missing(self) -> tuple[str, ...]:
        """Names of the required fields that are empty."""
        return tuple(name for name in REQUIRED if not getattr(self, name))


REQUIRED = (
    "account_name",
    "account_domain",
    "account_country",
    "contact_name",
    "contact_email",
    "amount",
    "currency",
    "expected_close",
)


@dataclass(frozen=True)
class Rival:
    """Another partner's claim on the same account: approved until a date, or earlier and pending. Never says whose."""

    approved: bool
    protected_until: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """`rule` is 'rule id/version'. `words` is a marked message for the partner, `until` the end of a rival's window."""

    rule: str
    state: RegistrationState
    words: str
    missing: tuple[str, ...] = ()
    until: datetime | None = None


MISSING = N_("Some things are missing. Add them and send it again.")
TAKEN = N_("This account is already registered by another partner. You can register it again when that window ends.")
TAKEN_UNTIL = N_(
    "%(account)s is already registered by another partner until %(day)s. You can register it again then."
)
CONTENDER = N_(
    "Another registration for this account came in earlier and is being looked at. "
    "Yours is next in line: we decide it as soon as the earlier one is decided."
)
PERSON = N_("A person looks at this registration and answers within two business days.")


def judge(claim: Claim, rivals: Iterable[Rival], now: datetime) -> Verdict:
    """Rules 1, 3, 4 and 10 of the table; `rivals` are other partners' claims on the same domain and country."""
    missing = claim.missing()
    if missing:
        return Verdict(f"1/{VERSION}", RegistrationState.INFO_REQUESTED, MISSING, missing)
    rivals = list(rivals)
    ends = [one.protected_until for one in rivals if one.approved and one.protected_until]
    if ends and max(ends) > now:
        return Verdict(f"3/{VERSION}", RegistrationState.REJECTED, TAKEN, until=max(ends))
    if any(not one.approved for one in rivals):
        return Verdict(f"4/{VERSION}", RegistrationState.UNDER_REVIEW, CONTENDER)
    return Verdict(f"10/{VERSION}", RegistrationState.UNDER_REVIEW, PERSON)
