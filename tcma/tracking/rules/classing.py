"""Human or machine: pure rules over the hits of one message and when it was delivered.

What a request says of itself, or its own client did a moment before, makes it a machine's. What merely happened near
it makes it unsure: somebody may click while a gateway is still at work. An unsure click doesn't count, and takes
nothing from the next one. Where each sign is known from: docs/tracking.md.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from tcma.tracking.rules.agents import looks_like_a_browser, outworn, program, tells_mode
from tcma.tracking.rules.hits import HTTPS, LANGUAGE, MODE, HitKind
from tcma.tracking.rules.networks import scanner_at, shorten

TRAP = "trap"
"""Kind of a link that no person can see."""

TOO_SOON = "within 2 s of delivery"
SOON = "within 5 s of delivery"
ECHO = "another client just after a click"
OPEN_REASONS = (TOO_SOON, SOON, ECHO)
"""What may turn out a person's when more is known: when the mail was really delivered, what the first click was."""

SETTLE = timedelta(seconds=2)
"""A hit is classed once it is this old, so that its neighbours are known."""
REVIEW = timedelta(seconds=60)
"""A classed hit is looked at again for this long: a delivery receipt or a trap may come after it."""

AFTER_DELIVERY, SOON_AFTER = timedelta(seconds=2), timedelta(seconds=5)
BURST, AT_ONCE = timedelta(seconds=1), timedelta(seconds=0.5)
RUN, MANY = timedelta(seconds=10), 4  # so many links in so long: one after the other, faster than anyone reads
TRAP_NEAR, TRAP_NETWORK = timedelta(seconds=10), timedelta(seconds=60)
SAME_CLIENT = timedelta(seconds=10)
ECHOES = timedelta(seconds=30)

Client = tuple[str, str]
"""Address and agent."""


@dataclass(frozen=True)
class Seen:
    """A hit as the rules see it: `at` by the database's clock, `product_at` as SES tells its times."""

    id: UUID
    link_id: UUID
    link_kind: str
    at: datetime
    method: str
    ip: str
    agent: str
    prefetch: str
    product_at: datetime
    signs: str = ""

    @property
    def client(self) -> Client:
        return self.ip, self.agent


@dataclass(frozen=True)
class Verdict:
    """`reason` is a short fixed phrase, shown with the hit."""

    kind: HitKind
    reason: str


def _machine(reason: str) -> Verdict:
    return Verdict(HitKind.MACHINE, reason)


def _unsure(reason: str) -> Verdict:
    return Verdict(HitKind.UNSURE, reason)


class Around:
    """What happened near a hit, kept so that a flood of hits on one message costs no more than sorting it."""

    def __init__(self, hits: Iterable[Seen], delivered_at: datetime | None) -> None:
        self.delivered_at = delivered_at
        self.alone: dict[UUID, Verdict | None] = {}  # what each hit is but for echoes, once somebody asked
        self.hits = sorted(hits, key=lambda one: (one.at, one.id))
        self.traps: list[datetime] = []
        self.traps_of: dict[Client, list[datetime]] = defaultdict(list)
        self.traps_in: dict[str, list[datetime]] = defaultdict(list)  # by network
        self.links: dict[UUID, list[datetime]] = defaultdict(list)
        self.links_of: dict[Client, dict[UUID, list[datetime]]] = defaultdict(lambda: defaultdict(list))
        self.heads: dict[Client, list[datetime]] = defaultdict(list)
        for hit in self.hits:
            self.links[hit.link_id].append(hit.at)
            self.links_of[hit.client][hit.link_id].append(hit.at)
            if hit.link_kind == TRAP:
                self.traps.append(hit.at)
                self.traps_of[hit.client].append(hit.at)
                self.traps_in[shorten(hit.ip)].append(hit.at)
            if hit.method != "GET":
                self.heads[hit.client].append(hit.at)

    @cached_property
    def people(self) -> dict[UUID, list[tuple[datetime, Client, tuple[datetime, Client] | None]]]:
        """Per link, hits that are a person's but for echoes: when, whose, and the last one before of another client."""
        found: dict[UUID, list[tuple[datetime, Client, tuple[datetime, Client] | None]]] = defaultdict(list)
        for hit in self.hits:
            if _alone(hit, self) is None:
                before = found[hit.link_id][-1] if found[hit.link_id] else None
                other = before and (before[2] if before[1] == hit.client else before[:2])
                found[hit.link_id].append((hit.at, hit.client, other))
        return found


def _distance(times: Sequence[datetime], at: datetime) -> timedelta:
    """From `at` to the nearest of the sorted `times`."""
    place = bisect_left(times, at)
    return min((abs(one - at) for one in times[max(place - 1, 0) : place + 1]), default=timedelta.max)


def _way(times: Sequence[datetime], at: datetime) -> timedelta:
    """From `at` to the nearest of the sorted `times`, less than nothing to one before."""
    place = bisect_left(times, at)
    return min((one - at for one in times[max(place - 1, 0) : place + 1]), key=abs)


def _by_itself(hit: Seen, around: Around) -> Verdict | None:
    """What one request gives away without looking around."""
    if hit.link_kind == TRAP:
        return _machine("trap link")
    if hit.method != "GET":
        return _machine("asked with " + hit.method[:10])
    if "prefetch" in hit.prefetch or "prerender" in hit.prefetch or "preview" in hit.prefetch:
        return _machine("prefetch")
    if not hit.agent.strip():
        return _machine("no agent")
    if found := program(hit.agent):
        return _machine(f"known {found}")
    if MODE in hit.signs and f"{MODE}navigate" not in hit.signs.split():
        return _machine("asked by a script")
    return None


def _too_soon(hit: Seen, around: Around) -> Verdict | None:
    """Before the mail was delivered, or right after: a gateway checks links while it takes the mail."""
    if around.delivered_at is not None and hit.product_at - around.delivered_at < AFTER_DELIVERY:
        return _machine(TOO_SOON)
    return None


def _with_a_trap(hit: Seen, around: Around) -> Verdict | None:
    near = _distance(around.traps_of.get(hit.client, ()), hit.at) <= TRAP_NEAR
    return _machine("near a trap link") if near else None


def _burst(hit: Seen, around: Around) -> Verdict | None:
    """Two links at once, or three in a second."""
    others = around.links_of[hit.client].items()
    gaps = [_distance(times, hit.at) for link_id, times in others if link_id != hit.link_id]
    if any(gap < AT_ONCE for gap in gaps) or sum(gap < BURST for gap in gaps) > 1:
        return _machine("several links in a second")
    return None


def _same_client(hit: Seen, around: Around) -> Verdict | None:
    """A gateway that asks with HEAD first fetches next, dressed as a browser, from the same address."""
    near = _distance(around.heads.get(hit.client, ()), hit.at) <= SAME_CLIENT
    return _machine("same client as a HEAD") if near else None


def _odd_browser(hit: Seen, around: Around) -> Verdict | None:
    if not looks_like_a_browser(hit.agent):
        return _unsure("not a known browser")
    if outworn(hit.agent):
        return _unsure("a browser that nobody has any more")
    said = hit.signs.split()
    if HTTPS in said and LANGUAGE not in said:
        return _unsure("a browser without a language")
    if HTTPS in said and MODE not in hit.signs and tells_mode(hit.agent):
        return _unsure("not as this browser asks")
    return None


def _scanners_network(hit: Seen, around: Around) -> Verdict | None:
    whose = scanner_at(hit.ip)
    return _unsure(f"a network of {whose}") if whose else None


def _soon(hit: Seen, around: Around) -> Verdict | None:
    if around.delivered_at is not None and hit.product_at - around.delivered_at < SOON_AFTER:
        return _unsure(SOON)
    return None


def _near_a_trap(hit: Seen, around: Around) -> Verdict | None:
    """Others followed it at this moment, or somebody in the same network did within the minute."""
    if _distance(around.traps, hit.at) <= TRAP_NEAR:
        return _unsure("while another client followed a trap link")
    network = shorten(hit.ip)
    near = network and _distance(around.traps_in.get(network, ()), hit.at) <= TRAP_NETWORK
    return _unsure("its network followed a trap link") if near else None


def _many_links(hit: Seen, around: Around) -> Verdict | None:
    others = ((link_id, times) for link_id, times in around.links.items() if link_id != hit.link_id)
    if any(_distance(times, hit.at) < BURST for _, times in others):
        return _unsure("two links within a second")
    own = around.links_of[hit.client].values()
    ways = sorted(_way(times, hit.at) for times in own)
    runs = zip(ways, ways[MANY - 1 :], strict=False)
    if any(last - first <= RUN and first <= timedelta(0) <= last for first, last in runs):
        return _unsure("link after link")
    return None


RULES: tuple[Callable[[Seen, Around], Verdict | None], ...] = (
    _by_itself, _too_soon, _with_a_trap, _burst, _same_client,
    _odd_browser, _scanners_network, _soon, _near_a_trap, _many_links,
)  # fmt: skip


def _alone(hit: Seen, around: Around) -> Verdict | None:
    """The first rule that speaks; None for a person."""
    if hit.id not in around.alone:
        verdicts = (rule(hit, around) for rule in RULES)
        around.alone[hit.id] = next((verdict for verdict in verdicts if verdict is not None), None)
    return around.alone[hit.id]


def _is_an_echo(hit: Seen, around: Around) -> bool:
    """Somebody clicked, and another client asks for the same link: an antivirus program looks where people went."""
    earlier = around.people[hit.link_id]
    place = bisect_right(earlier, hit.at, key=lambda one: one[0]) - 1
    while place >= 0 and earlier[place][0] == hit.at:  # of the same moment, none is the other's echo
        place -= 1
    if place < 0:
        return False
    at, client, other = earlier[place]
    last = (at, client) if client != hit.client else other
    return last is not None and hit.at - last[0] <= ECHOES


def classify(hit: Seen, around: Around) -> Verdict:
    """The class of a hit among those of its message. The same hits in any order get the same verdicts."""
    verdict = _alone(hit, around)
    if verdict is None and _is_an_echo(hit, around):
        return _unsure(ECHO)
    return verdict or Verdict(HitKind.HUMAN, "")
