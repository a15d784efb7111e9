"""Local twins of outside systems, for tests and for work without a network: product code, chosen by who wires."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tcma.crm.ports import Ask
from tcma.crm.ports import Never as CrmNever
from tcma.delivery.ports import Answer, Batch, Later
from tcma.delivery.rules import Outcome
from tcma.delivery.rules.holds import Standing


def accept_all(batch: Batch) -> list[Answer]:
    """Every entry is accepted; SES's id is made of the attempt's."""
    return [Answer(Outcome.ACCEPTED, f"local-{entry.attempt_id}") for entry in batch.entries]


@dataclass
class LocalMailer:
    """A `Mailer` that keeps what it was handed. `answer` may raise Later, Never or Lost."""

    answer: Callable[[Batch], list[Answer]] = accept_all
    domains: Sequence[str] | None = None  # None: every domain is verified
    batches: list[Batch] = field(default_factory=list)
    says: Standing = field(default_factory=Standing)
    stopped_tenants: Sequence[str] = ()
    _lock: Lock = field(default_factory=Lock)

    def send(self, batch: Batch) -> list[Answer]:
        with self._lock:
            self.batches.append(batch)
        return self.answer(batch)

    def verified(self, domain: str) -> bool:
        return self.domains is None or domain in self.domains

    def standing(self) -> Standing:
        return self.says

    def tenant_sends(self, tenant: str) -> bool:
        return tenant not in self.stopped_tenants

    @property
    def recipients(self) -> list[str]:
        """Everyone that was handed over, in order, as often as it happened."""
        return [entry.email for batch in self.batches for entry in batch.entries]


class LocalPace:
    """A `Pace` without a limit."""

    failures = 0

    def rate(self) -> float:
        return 1_000.0

    def wait_for(self, recipients: int, *, longest: float) -> float | None:
        return 0.0

    def slow_down(self) -> None:
        """Nothing to slow down."""

    def answered(self) -> None:
        self.failures = 0

    def unanswered(self) -> int:
        self.failures += 1
        return self.failures


@dataclass
class LocalCertificates:
    """`Certificates` at hand. An unknown address is answered later."""

    known: dict[str, bytes] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)

    def fetch(self, url: str) -> bytes:
        try:
            return self.known[url]
        except KeyError as error:
            raise Later(f"no certificate at {url}") from error

    def confirm(self, url: str) -> None:
        self.confirmed.append(url)


class NoCrm:
    """A `CrmReader` where none is set up. Its source is empty, so that nobody asks it."""

    source = ""

    def pages(self, ask: Ask) -> Iterator[list[dict[str, Any]]]:
        raise CrmNever("No CRM is set up.")
