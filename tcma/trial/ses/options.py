"""What a simulator is started with."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

EVENT_TYPES = ("Send", "Delivery", "Bounce", "Complaint", "Reject", "Rendering Failure")


@dataclass(frozen=True)
class Options:
    """Everything that is fixed while a simulator runs. Times in seconds, rates in recipients."""

    data: Path
    port: int = 0  # 0: any free one
    notify_url: str | None = None  # where SNS posts; None keeps events for /_sim/events only
    queue: str | None = None  # name of an SQS queue that is subscribed in place of an address
    answers: Path | None = None  # a Maildir that readers' answers are put into
    answer_domain: str = ""  # of the addresses that may be answered
    product_url: str | None = None  # linked from the mailbox, and allowed to show its pictures there
    region: str = "eu-central-1"
    account_id: str = "123456789012"
    topic: str = "ses-events"
    signature_version: Literal["1", "2"] = "2"
    identities: tuple[str, ...] = ("northgate.example",)  # verified domains and addresses
    any_sender: bool = False  # take every From as verified
    new_identities_verified: bool = True  # CreateEmailIdentity needs no DNS here
    configuration_sets: tuple[str, ...] = ()  # known names; empty: any name is known
    default_configuration_set: str | None = "tcma"  # the identities' own; None: no events without a name in the call
    tenants: tuple[str, ...] = ()  # known names; empty: any name is known
    max_send_rate: float = 500
    max_24_hour_send: float = 200_000
    enforce_quota: bool = False  # refuse what goes over the two above; they are reported either way
    events: tuple[str, ...] = EVENT_TYPES  # what the configuration set publishes
    delivery_latency: float = 0.05  # from acceptance to the receiving server's answer
    complaint_latency: float = 0.2  # from acceptance to the complaint
    notifier_threads: int = 2
    retry_delays: tuple[float, ...] = field(default=(0.1, 0.1, 0.2, 1, 1, 2, 4, 8, 15, *[20] * 41))

    @property
    def subscribed(self) -> bool:
        """Whether anybody hears of events."""
        return bool(self.notify_url or self.queue)

    @property
    def topic_arn(self) -> str:
        return f"arn:aws:sns:{self.region}:{self.account_id}:{self.topic}"
