"""Who may be written to, as the specification says it: a model that knows nothing of the code.

A no is said to one partner, to every partner, or about a topic; a complaint and a bounce are everyone's; a listing is
of who lists. The person takes back their own no within ten minutes, or by a new yes to a partner. Nobody else does.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

UNDO = timedelta(minutes=10)


@dataclass
class Noes:
    """What has been said so far. Times are since the beginning."""

    now: timedelta = timedelta()
    to_partner: dict[tuple[str, str, str], timedelta] = field(default_factory=dict)  # partner, address, how
    to_everyone: dict[str, tuple[timedelta, str]] = field(default_factory=dict)  # address: when, by whose mail
    to_vendor: dict[str, tuple[timedelta, str]] = field(default_factory=dict)
    for_good: set[str] = field(default_factory=set)  # bounced or complained
    listed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # partner, or '' for the vendor
    topics: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def leave(self, partner: str, address: str, everyone: bool) -> None:
        self.to_partner.setdefault((partner, address, "left"), self.now)
        self.to_vendor.setdefault(address, (self.now, partner))
        if everyone:
            self.to_everyone.setdefault(address, (self.now, partner))

    def opted_out(self, partner: str, address: str) -> None:
        """In the partner's own file, or on the phone."""
        self.to_partner.setdefault((partner, address, "told"), self.now)

    def undo(self, partner: str, address: str) -> None:
        for how in ("left", "told"):
            if self._fresh(self.to_partner.get((partner, address, how))):
                del self.to_partner[partner, address, how]
        for said in (self.to_everyone, self.to_vendor):
            when, whose = said.get(address, (None, ""))
            if whose == partner and self._fresh(when):
                del said[address]

    def agree(self, partner: str, address: str) -> None:
        """A new yes to this partner, proven to be the person's own."""
        for how in ("left", "told"):
            self.to_partner.pop((partner, address, how), None)

    def _fresh(self, when: timedelta | None) -> bool:
        return when is not None and self.now - when < UNDO

    def may_write(self, partner: str, address: str, topic: str) -> bool:
        domain = address.partition("@")[2]
        lists = self.listed[partner] | self.listed[""]
        return not (
            {(partner, address, "left"), (partner, address, "told")} & set(self.to_partner)
            or address in self.to_everyone or address in self.for_good or topic in self.topics[partner, address]
            or {address, domain} & lists
        )

    def vendor_may_write(self, address: str) -> bool:
        """Its own mail, of any topic."""
        return not (
            address in self.to_vendor or address in self.to_everyone or address in self.for_good
            or {address, address.partition("@")[2]} & self.listed[""]
        )
