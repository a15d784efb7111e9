"""The labelled log of tests/tracking/hits.toml, as the rules see it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from tcma.tracking.rules import HitKind
from tcma.tracking.rules.classing import TRAP, Around, Seen, classify

DELIVERED = datetime(2026, 5, 12, 8, tzinfo=UTC)
FILE = Path(__file__).with_name("hits.toml")
METHODS = ("HEAD", "OPTIONS")


@dataclass
class Mail:
    """One mail of the log: its hits, and which of them a person made. `again` is how that person comes back."""

    kind: str
    part: str
    source: str
    hits: list[Seen] = field(default_factory=list)
    people: set[UUID] = field(default_factory=set)
    again: Seen | None = None

    def classes(self) -> dict[UUID, HitKind]:
        around = Around(self.hits, DELIVERED)
        return {one.id: classify(one, around).kind for one in self.hits}

    def later(self, hit: Seen) -> HitKind:
        """What the same person's click is, ten minutes after everything else."""
        at = max(one.at for one in self.hits) + timedelta(minutes=10)
        click = replace(self.again or hit, id=UUID(int=10**9), link_id=hit.link_id, at=at, product_at=at)
        return classify(click, Around([*self.hits, click], DELIVERED)).kind


def _seen(log: dict[str, Any], number: int, after: float, link: str, ip: str, agent: str, how: str) -> Seen:
    at = DELIVERED + timedelta(seconds=after)
    words = str(log["how"][how]).split()
    method = next((word for word in words if word in METHODS), "GET")
    purpose = next((word.partition(":")[2] for word in words if word.startswith("purpose:")), "")
    signs = " ".join(word for word in words if word not in METHODS and not word.startswith("purpose:"))
    link_id = UUID(int=99 if link == TRAP else int(link))
    return Seen(UUID(int=number), link_id, link if link == TRAP else "page", at, method, ip, log["agents"][agent],
                purpose, at, signs)  # fmt: skip


def mails(part: str) -> Iterator[Mail]:
    """The mails of a part: example, or held-out."""
    log = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for one in log["mail"]:
        if one["part"] != part:
            continue
        mail = Mail(one["kind"], one["part"], log["sources"][one["source"]])
        for number, row in enumerate(one["hits"].strip().splitlines(), 1):
            after, who, link, ip, agent, how = row.split()
            assert who in ("human", "machine"), row
            mail.hits.append(_seen(log, number, float(after), link, ip, agent, how))
            if who == "human":
                mail.people.add(UUID(int=number))
        if "again" in one:
            ip, agent, how = one["again"].split()
            mail.again = _seen(log, 0, 0, "1", ip, agent, how)
        yield mail
