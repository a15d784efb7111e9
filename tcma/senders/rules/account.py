"""What SES says of the account and of domains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """A domain as SES knows it."""

    domain: str
    verified: bool
    status: str  # of DKIM: PENDING, SUCCESS, FAILED, TEMPORARY_FAILURE, NOT_STARTED
    tokens: Sequence[str]
    zone: str = ""
    mail_from: str = ""
    mail_from_status: str = ""


@dataclass(frozen=True)
class Destination:
    """Where a configuration set tells what became of mails. `events` in SES's words; `topic` '' for no SNS topic."""

    name: str
    enabled: bool
    topic: str
    events: Sequence[str]


@dataclass(frozen=True)
class ConfigurationSet:
    """As SES knows it."""

    sends: bool
    destinations: Sequence[Destination]


@dataclass(frozen=True)
class QueueFacts:
    """The queue of the receipts. `hidden_for` in seconds; `problem`: SQS did not answer, in its words."""

    dead_letters: bool = False
    hidden_for: int = 0
    waiting: int = 0
    problem: str = ""


@dataclass(frozen=True)
class AccountFacts:
    """What SES says of the account. Quotas in recipients; a negative day quota is none."""

    production: bool
    sends: bool
    suspended: bool
    rate: float
    day_quota: float
    sent_today: float
    suppressed: Sequence[str]  # BOUNCE, COMPLAINT: whom SES itself no longer writes to
    configuration_set: ConfigurationSet | None
    tenants: Mapping[str, str] | None  # name -> ENABLED, REINSTATED or DISABLED; None where they are not asked for
    queue: QueueFacts | None = None  # None where receipts come by HTTPS
