"""What came of it, read from the product's own books, and held against the simulator's."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from redis import Redis
from rq import Queue
from sqlalchemy import create_engine, text

from tcma.trial.story import evening, sharing
from tcma.trial.story.mailbox import Mailbox
from tcma.trial.story.told import Told

MODELS = ("first", "last", "linear", "position", "decay")
Credits = defaultdict[str, dict[str, Decimal]]  # {model: {asset: amount}}
STATES = ("accepted", "unconfirmed", "skipped", "cancelled", "failed", "expired")

_KIT = """SELECT k.slug, v.number, v.id FROM kit_versions v JOIN kits k ON k.id = v.kit_id
          WHERE k.slug = :slug ORDER BY v.number DESC LIMIT 1"""
_MESSAGES = """SELECT m.state, count(*) FROM messages m JOIN steps s ON s.id = m.step_id
               WHERE s.origin = 'launch' GROUP BY m.state"""
_LANGUAGES = """SELECT DISTINCT m.language FROM messages m JOIN steps s ON s.id = m.step_id
                WHERE s.origin = 'launch' AND m.state = 'accepted' ORDER BY 1"""
_EVENTS = """SELECT e.kind, count(DISTINCT e.message_id) FROM delivery_events e
             JOIN messages m ON m.id = e.message_id JOIN steps s ON s.id = m.step_id
             WHERE s.origin = 'launch' GROUP BY e.kind"""
_UNSUBSCRIBED = "SELECT count(DISTINCT addr_key) FROM suppressions WHERE reason = 'unsubscribed'"
_TOUCHED = """SELECT DISTINCT c.email FROM touches t JOIN contacts c ON c.id = t.contact_id WHERE t.counts"""
_WON = "SELECT currency, sum(amount) FROM deals WHERE stage = 'won' GROUP BY currency"
_CREDITS = """SELECT c.model, a.key, d.order_number, sum(c.amount) FROM credits c JOIN credit_runs r ON r.id = c.run_id
              JOIN deals d ON d.id = c.deal_id LEFT JOIN assets a ON a.id = c.asset_id
              WHERE r.superseded_at IS NULL GROUP BY c.model, a.key, d.order_number"""
_JOURNEYS = """SELECT c.deal_id, count(DISTINCT c.touch_id), count(DISTINCT a.key) FROM credits c
               JOIN credit_runs r ON r.id = c.run_id LEFT JOIN assets a ON a.id = c.asset_id
               WHERE r.superseded_at IS NULL GROUP BY c.deal_id"""


@dataclass(frozen=True)
class Tally:
    """The numbers of a story. Amounts are text with the currency's digits."""

    kit: str
    version: int
    languages: list[str]
    messages: Mapping[str, int]
    events: Mapping[str, int]
    unsubscribed: int
    touches: int
    leads: int
    registrations: int
    won: Mapping[str, Decimal]
    credits: Mapping[str, Mapping[str, Decimal]]
    unattributed: Mapping[str, Decimal]
    by_order: Mapping[str, Mapping[str, Mapping[str, Decimal]]]  # {order number: {model: {asset: amount}}}
    journeys: list[tuple[int, int]] = field(default_factory=list)
    touched: frozenset[str] = frozenset()
    event: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, int] = field(default_factory=dict)

    @property
    def planned(self) -> int:
        return sum(self.messages.values())

    def as_json(self) -> dict[str, Any]:
        """As `tcma demo --once --json` prints it."""
        (currency, amount), *_ = list(self.won.items()) or [("EUR", Decimal(0))]
        return {
            "kit": self.kit, "version": self.version, "languages": self.languages, "planned": self.planned,
            **{state: self.messages.get(state, 0) for state in STATES},
            "delivered": self.events.get("delivered", 0), "bounced": self.events.get("bounced", 0),
            "complained": self.events.get("complained", 0), "unsubscribed": self.unsubscribed,
            "touches": self.touches, "leads": self.leads, "registrations": self.registrations,
            "won": {"amount": _money(amount), "currency": currency},
            "credits": {m: {asset: _money(a) for asset, a in sorted(self.credits[m].items())} for m in MODELS},
            "unattributed": _money(self.unattributed.get("linear", Decimal(0))),
            "event": dict(self.event), "shares": dict(self.shares),
        }


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def tally(database_url: str, slug: str, told_by: Told | None = None) -> Tally:
    """Read the books; nothing is written."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        def rows(statement: str, **values: str) -> list[Any]:
            return list(connection.execute(text(statement), values))

        kit, version, _ = rows(_KIT, slug=slug)[0]
        credits: Credits = defaultdict(lambda: defaultdict(Decimal))
        by_order: dict[str, Credits] = defaultdict(lambda: defaultdict(dict))
        unattributed: dict[str, Decimal] = defaultdict(Decimal)
        for model, asset, order, amount in rows(_CREDITS):
            if asset is None:
                unattributed[model] += amount
            else:
                credits[model][asset] += amount
                by_order[order][model][asset] = amount
        found = Tally(
            kit, version, [row[0] for row in rows(_LANGUAGES)], dict(map(tuple, rows(_MESSAGES))),
            dict(map(tuple, rows(_EVENTS))), rows(_UNSUBSCRIBED)[0][0], rows("SELECT count(*) FROM touches")[0][0],
            rows("SELECT count(*) FROM leads")[0][0], rows("SELECT count(*) FROM registrations")[0][0],
            dict(map(tuple, rows(_WON))), {model: credits[model] for model in MODELS}, unattributed, by_order,
            [(touches, assets) for _, touches, assets in rows(_JOURNEYS)],
            frozenset(row[0] for row in rows(_TOUCHED)),
            evening.counted(database_url, told_by.event) if told_by else {}, sharing.books(database_url),
        )
    engine.dispose()
    return found


def twice_sent(mailbox: Mailbox) -> dict[tuple[str, str], int]:
    """(step, recipient) that the simulator accepted more than once, from its own log: must be empty."""
    seen = Counter(
        (message["tags"].get("step", ""), message["to"][0])
        for entry in mailbox.log() for message in entry["messages"] if message["status"] == "SUCCESS"
    )
    return {key: count for key, count in seen.items() if count > 1}


def failed_jobs(redis_url: str) -> list[str]:
    """What the workers gave up on, from the queue's own register: each job's id and the last line of its error."""
    with Redis.from_url(redis_url) as redis:
        queue = Queue(connection=redis, serializer="json")
        failed = ((job_id, queue.fetch_job(job_id)) for job_id in queue.failed_job_registry.get_job_ids())
        return [f"{job_id} ({_last_line(job.exc_info) if job else 'gone'})" for job_id, job in failed]


def _last_line(error: str | None) -> str:
    lines = (error or "").strip().splitlines()
    return lines[-1].strip() if lines else "without a word"


def wrong_models(credits: Mapping[str, Mapping[str, Decimal]], journey: Sequence[str], amount: Decimal) -> list[str]:
    """Which models did not share `amount` over a journey of three assets as the spec's table says, to the cent."""
    cent = Decimal("0.01")
    first, middle, last = (
        [credits[model].get(asset, Decimal(0)) for model in MODELS] for asset in journey
    )
    table = dict(zip(MODELS, zip(first, middle, last, strict=True), strict=True))
    parts = {"first": (1, 0, 0), "last": (0, 0, 1), "linear": (Fraction(1, 3),) * 3, "position": (0.4, 0.2, 0.4)}
    wrong = [
        model for model, weights in parts.items()
        if any(abs(got - amount * Decimal(float(w))) > cent for got, w in zip(table[model], weights, strict=True))
    ]
    one, two, three = table["decay"]
    return wrong if 0 < one < two < three else [*wrong, "decay"]


def broken_promises(found: Tally, mailbox: Mailbox, told_by: Told, failed: Sequence[str]) -> list[str]:
    """What does not hold, in words; empty when everything does. `failed`: the jobs that did."""
    people = len(told_by.everyone.everyone)
    told = found.as_json()
    won = sum(found.won.values(), Decimal(0))
    sums = {m: sum(found.credits[m].values(), Decimal(0)) + found.unattributed.get(m, Decimal(0)) for m in MODELS}
    shapes = {tuple(sorted(found.credits[m].items())) for m in MODELS}
    checks = {
        f"at least 1,000 people were written to, not {people}": people >= 1_000,
        f"three languages went out, not {found.languages}": len(found.languages) == 3,
        f"planned {found.planned} is the sum of its parts": told["planned"] == sum(told[state] for state in STATES),
        "nothing is on its way any more": not set(found.messages) & {"queued", "claimed", "sending"},
        f"delivered ({told['delivered']}) plus bounced ({told['bounced']}) is accepted ({told['accepted']})":
            told["delivered"] + told["bounced"] == told["accepted"],
        f"at least ten bounced, not {told['bounced']}": told["bounced"] >= 10,
        f"at least ten complained, not {told['complained']}": told["complained"] >= 10,
        f"at least ten unsubscribed, not {found.unsubscribed}": found.unsubscribed >= 10,
        f"there are touches ({found.touches}) and leads ({found.leads})": found.touches >= 3 and found.leads >= 1,
        "one won deal has three touches on two assets": any(t >= 3 and a >= 2 for t, a in found.journeys),
        "one won deal has no touch": any(t == 0 for t, _ in found.journeys),
        f"won deals in one currency, with revenue: {found.won}": len(found.won) == 1 and won > 0,
        f"every model's credits and the unattributed make {won}: {sums}": set(sums.values()) == {won},
        "one asset earned by more than one deal, so that its line in a report is a sum": any(
            sum(asset in credits["linear"] for credits in found.by_order.values()) > 1
            for asset in found.credits["linear"]
        ),
        "unattributed is not zero": all(found.unattributed.get(m, 0) for m in MODELS),
        "the five models are not all equal": len(shapes) > 1,
        "each model shares the journey as its formula says":
            not wrong_models(found.by_order[told_by.order], told_by.journey, told_by.credited),
        "whoever clicked or answered has a touch, and no machine has": found.touched == told_by.acted,
        f"three people followed the shared post: {told['shares']}": told["shares"]["clicks"] == sharing.VISITORS,
        "the invitation, the event and the post have credit in every model that shares":
            all({"invitation-1", "registration", "posts"} <= set(found.credits[m]) for m in ("linear", "position")),
        "the simulator sent nobody the same mail twice": not twice_sent(mailbox),
        f"no job failed, unlike {', '.join(failed[:5])}": not failed,
    }
    return [*(words for words, holds in checks.items() if not holds), *evening.broken_promises(told["event"])]
