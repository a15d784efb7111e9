"""What senders need of the outside: SES as the keeper of identities and tenants, and the DNS."""

from collections.abc import Sequence
from typing import Protocol

from tcma.senders.rules.account import AccountFacts, ConfigurationSet, Destination, Identity, QueueFacts

__all__ = [
    "Account", "AccountFacts", "ConfigurationSet", "Destination", "Identities", "Identity", "Later", "Never",
    "QueueFacts", "Records", "Tenants",
]  # fmt: skip


class Later(Exception):
    """Nobody answered, or not now. Asking again hurts nobody."""


class Never(Exception):
    """SES refused this for good, in its words."""



class Identities(Protocol):
    """Domains at SES. All raise Later, and Never where SES refuses."""

    def make(self, domain: str, *, mail_from: str) -> Identity:
        """Make it, or take it as it is; bounces of its mails go to `mail_from`."""

    def look(self, domain: str) -> Identity | None:
        """None where SES does not know it."""


class Tenants(Protocol):
    """Parts of the account, one for each partner. All raise Later and Never."""

    def make(self, name: str, *, resources: Sequence[str]) -> None:
        """Make it, or take it as it is, and let it use these resources (ARNs)."""


class Records(Protocol):
    """The DNS."""

    def look_up(self, kind: str, name: str) -> list[str]:
        """Values of the records of one kind (CNAME, MX, TXT) under a name, none for none. Raises Later."""





class Account(Protocol):
    """The account as a whole."""

    def facts(self, *, configuration_set: str, tenants: bool) -> AccountFacts:
        """Raises Later and Never."""
