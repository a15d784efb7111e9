"""What delivery needs of the outside: somebody who hands mails over, a pace, certificates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from tcma.delivery.rules.attachments import Attachment
from tcma.delivery.rules.holds import HoldReason, Standing
from tcma.delivery.rules.states import Outcome


@dataclass(frozen=True)
class Entry:
    """One recipient of a batch. `values` fill the {{fields}} of the batch's parts; tags carry the attempt's id.

    `attachments` are this person's own; an entry that has some is alone in its batch.
    """

    attempt_id: UUID
    email: str
    values: Mapping[str, str]
    headers: Mapping[str, str]
    tags: Mapping[str, str]
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Batch:
    """One composition to many people; to one, if there is a personal attachment. A request holds 50 at most.

    `tenant`: in whose name of the account it goes; '' for the account's own.
    """

    sender: str
    reply_to: str
    subject: str
    html: str
    text: str
    entries: Sequence[Entry]
    tenant: str = ""

    def __post_init__(self) -> None:
        if len(self.entries) > 1 and any(entry.attachments for entry in self.entries):
            raise ValueError("a mail with a personal attachment goes alone")

    def requests(self, size: int) -> Iterator["Batch"]:
        """The same in requests of at most so many people."""
        for start in range(0, len(self.entries), size):
            yield replace(self, entries=self.entries[start : start + size])


@dataclass(frozen=True)
class Answer:
    """What became of one entry: accepted (with SES's id), refused, returned, or unknown.

    `hold`: it was returned for this, which concerns more than this mail; without one, for being too fast.
    """

    outcome: Outcome
    ses_message_id: str = ""
    detail: str = ""
    hold: HoldReason | None = None


class Later(Exception):
    """Certainly nothing of the request was accepted: throttled, paused, or never connected. Try again later.

    `wait` is in seconds; `hold` says why more than this request has to wait.
    """

    def __init__(self, reason: str, *, wait: float = 0, hold: HoldReason | None = None) -> None:
        super().__init__(reason)
        self.wait = wait
        self.hold = hold


class Never(Exception):
    """The whole request was refused for good."""


class Lost(Exception):
    """The request may have been accepted: the answer never came."""


class Mailer(Protocol):
    """Hands one batch over in one request; never tries again by itself."""

    def send(self, batch: Batch) -> list[Answer]:
        """An answer per entry, in order. Raises Later, Never or Lost for the batch."""

    def verified(self, domain: str) -> bool:
        """Whether we may send from this domain (DKIM-aligned). Raises Later when nobody answers."""

    def standing(self) -> Standing:
        """What SES says of the account. Raises Later when nobody answers."""

    def tenant_sends(self, tenant: str) -> bool:
        """Whether this tenant of the account may send. Raises Later when nobody answers."""


class Pace(Protocol):
    """The account's rate, shared by all workers."""

    def rate(self) -> float:
        """Recipients a second."""

    def wait_for(self, recipients: int, *, longest: float) -> float | None:
        """Take that many from the bucket; seconds to wait before handing them over.

        None if that is more than `longest`: then nothing is taken.
        """

    def slow_down(self) -> None:
        """SES said too fast: half the rate for 30 s."""

    def answered(self) -> None:
        """A call had an answer."""

    def unanswered(self) -> int:
        """A call had none. How many in a row that makes, of all workers."""


class Certificates(Protocol):
    """Signing certificates of SNS."""

    def fetch(self, url: str) -> bytes:
        """The PEM at an address that was already checked to be SNS's. Raises Later."""

    def confirm(self, url: str) -> None:
        """Visit a SubscribeURL of our own topic. Raises Later."""


@dataclass(frozen=True)
class Brought:
    """A message of the queue, and the handle by which it is done with."""

    handle: str
    body: bytes


class ReceiptQueue(Protocol):
    """The queue by which receipts come, where there is one. All raise Later."""

    def receive(self, seconds: int) -> list[Brought]:
        """Up to ten; waits so long for the first. What is not done with comes again."""

    def done(self, handles: Sequence[str]) -> None:
        """These are stored; they don't come again."""


@dataclass(frozen=True)
class Listed:
    """An address that SES keeps away from. `reason`: bounced or complained."""

    email: str
    reason: str


class SuppressionList(Protocol):
    """The account's own list at SES. Both raise Later."""

    def listed(self, since: datetime) -> Iterator[Sequence[Listed]]:
        """What came to it since then, page by page, in any order."""

    def put(self, listed: Listed) -> bool:
        """Have SES keep away from it. False where SES takes no such address. Twice is once."""


class BounceMailbox(Protocol):
    """Where mail servers put their bounces, in place of SES's receipts. Both raise Later."""

    def read(self, most: int) -> list[tuple[str, bytes]]:
        """At most so many mails, as (handle, raw). They stay until they are deleted."""

    def delete(self, handles: Sequence[str]) -> None:
        """These are done with. One that is gone is no error."""
