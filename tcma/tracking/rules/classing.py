"""Human or machine: pure rules over the hits of one message and when it was delivered.

Sources: spec/tracking.md; the signatures that published field guides agree on (seconds after
delivery, every link at once, HEAD, an agent that says so, a link no person can see).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tcma.tracking.rules.agents import looks_like_a_browser, program
from tcma.tracking.rules.hits import HitKind

TRAP = "trap"
"""Kind of a link that no person can see."""

TOO_SOON = "within 2 s of delivery"

SETTLE = timedelta(seconds=2)
"""A hit is classed once it is this old, so that its neighbours are known."""
REVIEW = timedelta(seconds=60)
"""A classed hit is looked at again for this long: a delivery receipt or a trap may come after it."""

AFTER_DELIVERY = timedelta(seconds=2)
BURST = timedelta(seconds=1)
TRAP_NEAR = timedelta(seconds=10)
SAME_CLIENT = timedelta(seconds=10)


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


@dataclass(frozen=True)
class Verdict:
    """`reason` is a short fixed phrase, shown with the hit."""

    kind: HitKind
    reason: str


def _machine(reason: str) -> Verdict:
    return Verdict(HitKind.MACHINE, reason)


def _by_itself(hit: Seen) -> Verdict | None:
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
    return None


class Around:
    """What happened near a hit, kept so that a flood of hits on one message costs no more than sorting it."""

    def __init__(self, hits: Iterable[Seen], delivered_at: datetime | None) -> None:
        self.delivered_at = delivered_at
        self.traps: list[datetime] = []
        self.links: dict[UUID, list[datetime]] = defaultdict(list)
        self.heads: dict[tuple[str, str], list[datetime]] = defaultdict(list)
        for hit in sorted(hits, key=lambda one: one.at):
            self.links[hit.link_id].append(hit.at)
            if hit.link_kind == TRAP:
                self.traps.append(hit.at)
            if hit.method != "GET":
                self.heads[hit.ip, hit.agent].append(hit.at)


def _distance(times: Sequence[datetime], at: datetime) -> timedelta:
    """From `at` to the nearest of the sorted `times`."""
    place = bisect_left(times, at)
    return min((abs(one - at) for one in times[max(place - 1, 0) : place + 1]), default=timedelta.max)


def _too_soon(hit: Seen, around: Around) -> Verdict | None:
    """Before the mail was delivered, or right after: a gateway checks links while it takes the mail."""
    if around.delivered_at is not None and hit.product_at - around.delivered_at < AFTER_DELIVERY:
        return _machine(TOO_SOON)
    return None


def _near_a_trap(hit: Seen, around: Around) -> Verdict | None:
    return _machine("near a trap link") if _distance(around.traps, hit.at) <= TRAP_NEAR else None


def _burst(hit: Seen, around: Around) -> Verdict | None:
    others = (times for link_id, times in around.links.items() if link_id != hit.link_id)
    return _machine("several links in a second") if any(_distance(one, hit.at) < BURST for one in others) else None


def _same_client(hit: Seen, around: Around) -> Verdict | None:
    """A gateway that asks with HEAD first fetches next, dressed as a browser, from the same address."""
    heads = around.heads.get((hit.ip, hit.agent), ())
    return _machine("same client as a HEAD") if _distance(heads, hit.at) <= SAME_CLIENT else None


RULES: tuple[Callable[[Seen, Around], Verdict | None], ...] = (_too_soon, _near_a_trap, _burst, _same_client)


def classify(hit: Seen, around: Around) -> Verdict:
    """The class of a hit among those of its message. The same hits in any order get the same verdicts."""
    verdict = _by_itself(hit)
    for rule in RULES:
        verdict = verdict or rule(hit, around)
    if verdict is None and not looks_like_a_browser(hit.agent):
        return Verdict(HitKind.UNSURE, "not a known browser")
    return verdict or Verdict(HitKind.HUMAN, "")
