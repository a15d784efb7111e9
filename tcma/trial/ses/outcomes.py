"""What becomes of a mail. Only Amazon's mailbox-simulator addresses fare otherwise than well."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_SIMULATED = re.compile(r"(bounce|complaint|suppressionlist|success|ooto)(?:\+[^@]*)?@simulator\.amazonses\.com", re.I)


class Step(NamedTuple):
    """One event to come: `after` seconds from acceptance; `detail` is the subtype, or the reason of a rejection."""

    event: str
    after: float
    recipient: str | None = None
    detail: str | None = None


def simulated(address: str) -> str | None:
    """Which mailbox of Amazon's simulator an address is, labels such as bounce+17@ left aside."""
    found = _SIMULATED.fullmatch(address)
    return found[1].lower() if found else None


def journey(
    recipients: Sequence[str], suppressed: Callable[[str], str | None], *, delivery: float, complaint: float
) -> list[Step]:
    """The events of one accepted mail, in order. `suppressed` says BOUNCE or COMPLAINT of an address on the list.

    ooto@ answers by a mail to the return path, which has no mailbox here: its event is the Delivery.
    """
    steps = [Step("Send", 0)]
    for address in recipients:
        kind = simulated(address)
        if kind == "bounce":
            steps.append(Step("Bounce", delivery, address, "General"))
        elif kind == "suppressionlist":
            steps.append(Step("Bounce", 0, address, "Suppressed"))
        elif reason := suppressed(address):
            event = "Bounce" if reason == "BOUNCE" else "Complaint"
            steps.append(Step(event, 0, address, "OnAccountSuppressionList"))
        else:
            steps.append(Step("Delivery", delivery, address))
            if kind == "complaint":
                steps.append(Step("Complaint", max(complaint, delivery), address))
    return steps
