"""How a yes on a form is proved, and how long a box that was ticked waits for its confirmation."""

from dataclasses import dataclass
from datetime import timedelta

WORDING_VERSION = "2026-11"
"""Of the words beside the box on public forms (composing.rules.page). Other words, another version: a test looks."""
CONFIRM_WITHIN = timedelta(days=7)
ASK_AGAIN_AFTER = timedelta(days=1)
"""Whoever types an address again and again does not fill its mailbox."""
LONGEST_AGENT = 400


@dataclass(frozen=True)
class Proof:
    """What is known of a form beside its wording: version and language of the words, address, browser."""

    version: str = ""
    language: str = ""
    ip: str = ""
    agent: str = ""


NO_PROOF = Proof()
"""Somebody else says it, as a file does."""
