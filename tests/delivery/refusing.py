"""Who may be written to, as the specification says it: a model that knows nothing of the code.

A no is said to one partner, to every partner, or about a topic; a complaint and a bounce are everyone's; a listing is
of who lists; an erasure is a no for good. The person takes back their own no within ten minutes, or by a new yes to a
partner: that lifts an erasure by this partner, too, and never one everywhere. Nobody else does. Whom a partner merged
is one person to this partner: a no to either is a no to both, but a bounce is about an address.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

UNDO = timedelta(minutes=10)
SAID = ("left", "told")


@dataclass
class Noes:
    """What has been said so far. Times are since the beginning."""

    now: timedelta = timedelta()
    to_partner: dict[tuple[str, str, str], timedelta] = field(default_factory=dict)  # partner, address, how
    to_everyone: dict[str, tuple[timedelta, str]] = field(default_factory=dict)  # address: when, by whose mail
    to_vendor: dict[str, tuple[timedelta, str]] = field(default_factory=dict)
    bounced: set[str] = field(default_factory=set)
    for_good: set[str] = field(default_factory=set)  # complained, or erased everywhere
    everywhere: set[str] = field(default_factory=set)  # erased
    listed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # partner, or '' for the vendor
    topics: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    together: dict[str, list[set[str]]] = field(default_factory=lambda: defaultdict(list))  # whom a partner merged
    # partner, address: what others hold of a twin, each as (how, the twin); it ends with what it came of
    stopped: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    erased: set[str] = field(default_factory=set)  # by anyone, at any time
    unsure: set[str] = field(default_factory=set)  # may be held back for longer than they asked

    def known_as(self, partner: str, address: str) -> set[str]:
        """Every address of this person at the partner."""
        return next((set(group) for group in self.together[partner] if address in group), {address})

    def leave(self, partner: str, address: str, everyone: bool) -> None:
        for each in self.known_as(partner, address):
            self.to_partner.setdefault((partner, each, "left"), self.now)
            if each in self.to_everyone or each in self.to_vendor:
                self._blur({each})
            self.to_vendor.setdefault(each, (self.now, partner))
            if everyone:
                self.to_everyone.setdefault(each, (self.now, partner))
        if everyone:
            self.reach()

    def opted_out(self, partner: str, address: str) -> None:
        """In the partner's own file, or on the phone."""
        for each in self.known_as(partner, address):
            self.to_partner.setdefault((partner, each, "told"), self.now)

    def undo(self, partner: str, address: str) -> None:
        group = self.known_as(partner, address)
        self._blur(group)
        said = [key for each in group for how in SAID if (key := (partner, each, how)) in self.to_partner]
        everyone = [when for each in group for when, whose in [self.to_everyone.get(each, (self.now, ""))]
                    if whose == partner]  # fmt: skip
        if all(map(self._fresh, [*everyone, *(self.to_partner[key] for key in said)])):
            for key in said:
                del self.to_partner[key]
        for each in group:
            for to_more in (self.to_everyone, self.to_vendor):
                when, whose = to_more.get(each, (None, ""))
                if whose == partner and self._fresh(when):
                    del to_more[each]
                    if to_more is self.to_everyone:
                        self._release(("everyone", each))

    def agree(self, partner: str, address: str) -> None:
        """A new yes to this partner, proven to be the person's own."""
        for how in (*SAID, "erased"):
            self.to_partner.pop((partner, address, how), None)

    def choose(self, partner: str, address: str, refused: set[str]) -> None:
        for each in self.known_as(partner, address):
            self.topics[partner, each] = set(refused)

    def fail(self, partner: str, address: str, kind: str) -> None:
        """A mail of this partner bounced, or was called spam."""
        if kind == "bounced":
            self.bounced.add(address)
        else:
            self.for_good.add(address)
            self.reach()

    def list_for_all(self, name: str) -> None:
        """The vendor, an address or a domain: that is nobody's twin."""
        self.listed[""].add(name)
        self.reach()

    def reach(self) -> None:
        """What was said to everyone of one address holds wherever a partner has merged it with others."""
        for partner, groups in self.together.items():
            for group in groups:
                self._hold(partner, group)

    def take_off(self, partner: str) -> None:
        """A partner, or without one the vendor, clears its list."""
        if not partner:
            for address in self.listed[partner]:
                self._release(("listed", address))
        self.listed[partner].clear()

    def _release(self, origin: tuple[str, str]) -> None:
        for held in self.stopped.values():
            held.discard(origin)

    def merge(self, partner: str, *addresses: str) -> None:
        group = set[str]().union(*(self.known_as(partner, each) for each in addresses))
        self.together[partner] = [one for one in self.together[partner] if not one & group] + [group]
        self.share(partner, group)

    def share(self, partner: str, group: set[str]) -> None:
        """Each no to one of them is one to all of them. What others hold of one of them stays a no."""
        everyone = {each: whose for each, (_, whose) in self.to_everyone.items()}
        for how in (*SAID, "erased"):
            said = any((partner, each, how) in self.to_partner for each in group)
            if said or (how == "left" and any(everyone.get(each) == partner for each in group)):
                for each in group:
                    self.to_partner.setdefault((partner, each, how), self.now)
        self._hold(partner, group)
        if group & self.listed[partner]:
            self.listed[partner] |= group
        refused = set[str]().union(*(self.topics[partner, each] for each in group))
        self.topics |= {(partner, each): set(refused) for each in group}
        if group & self.unsure:
            self.unsure |= group

    def _hold(self, partner: str, group: set[str]) -> None:
        """What others hold of one of them, for all of them."""
        everyone = {each: whose for each, (_, whose) in self.to_everyone.items()}
        origins = {("everyone", each) for each in group if everyone.get(each, partner) != partner}
        origins |= {("listed", each) for each in group & self.listed[""]}
        origins |= {("good", each) for each in group & self.for_good}
        origins = origins.union(*(self.stopped[partner, each] for each in group))
        for each in group:
            self.stopped[partner, each] |= origins

    def erase(self, partner: str, address: str) -> set[str]:
        """By one partner, or without one everywhere. Returns the addresses that are gone."""
        where = [partner] if partner else list(self.together)
        keys = set[str]().union(*(self.known_as(each, address) for each in where), {address})
        self._blur(keys)
        self.erased |= keys
        if not partner:
            self.for_good |= keys
            self.everywhere |= keys
        for each in where:
            self.together[each] = [group for group in self.together[each] if not group & keys]
            for key in keys:
                self.topics[each, key] = set()
                if partner:
                    self.to_partner.setdefault((partner, key, "erased"), self.now)
        return keys

    def gone(self, partner: str, address: str) -> bool:
        """Whether no file brings this person back to the partner."""
        return address in self.everywhere or (partner, address, "erased") in self.to_partner

    def _blur(self, addresses: set[str]) -> None:
        """Of who was erased before, more may be held than they said last: what says so names nobody any more."""
        self.unsure |= addresses & self.erased

    def _fresh(self, when: timedelta | None) -> bool:
        return when is not None and self.now - when < UNDO

    def may_write(self, partner: str, address: str, topic: str) -> bool:
        domain = address.partition("@")[2]
        lists = self.listed[partner] | self.listed[""]
        return not (
            {(partner, address, how) for how in (*SAID, "erased")} & set(self.to_partner)
            or address in self.to_everyone or address in self.for_good | self.bounced
            or topic in self.topics[partner, address] or self.stopped[partner, address] or {address, domain} & lists
        )

    def vendor_may_write(self, address: str) -> bool:
        """Its own mail, of any topic."""
        return not (
            address in self.to_vendor or address in self.to_everyone or address in self.for_good | self.bounced
            or {address, address.partition("@")[2]} & self.listed[""]
        )
