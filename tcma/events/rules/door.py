"""At the door: what a check-in comes to, the code that is typed, and until when the door is open."""

import base64
import enum
import hashlib
import re
from datetime import datetime, timedelta
from uuid import UUID

AFTERWARDS = timedelta(hours=24)
"""So long after the end, what phones could not send is still taken."""
_CODE = re.compile(r"[A-Z2-7]{8}")
_ALIKE = str.maketrans({"0": "O", "1": "I", "8": "B"})


class Outcome(enum.StrEnum):
    """What came of it, as the door's screen shows it."""

    IN = "in"
    ALREADY = "already"
    WAITING = "waiting"  # on the waiting list, or a seat is only kept for them
    CANCELLED = "cancelled"  # gave the seat back, or let an offer pass
    UNKNOWN = "unknown"  # not on this event's list
    FULL = "full"
    UNDONE = "undone"


GREEN, AMBER, RED = "ok", "warn", "bad"
TONES = {Outcome.IN: GREEN, Outcome.UNDONE: GREEN, Outcome.ALREADY: AMBER}


def tone(outcome: Outcome) -> str:
    """ok, warn or bad."""
    return TONES.get(outcome, RED)


def ticket_code(registration_id: UUID) -> str:
    """Eight letters and digits of a registration, for typing where no camera is. They say nothing by themselves.

    At the door of one event, 40 bits tell its guests apart; the id they are made of is known from the ticket only.
    """
    digest = hashlib.sha256(b"ticket code" + registration_id.bytes).digest()
    return base64.b32encode(digest[:5]).decode()


def shown_code(registration_id: UUID) -> str:
    """The code in two groups, as it is read out."""
    code = ticket_code(registration_id)
    return f"{code[:4]} {code[4:]}"


def typed_code(text: str) -> str | None:
    """The code somebody typed: spaces and dashes, small letters and look-alikes forgiven. None if it is none."""
    found = re.sub(r"[\s-]", "", text).upper().translate(_ALIKE)
    return found if _CODE.fullmatch(found) else None


def scanned_at(age: float, now: datetime) -> datetime:
    """When something happened that a phone sends `age` seconds later. Phones tell ages: their clocks may be wrong."""
    return now - timedelta(seconds=min(max(age, 0.0), AFTERWARDS.total_seconds()))


def open_until(starts_at: datetime, minutes: int, *, late: bool = False) -> datetime:
    """Until when the door's page is there: the event's end. `late`: until when what was scanned before is taken."""
    ends = starts_at + timedelta(minutes=minutes)
    return ends + AFTERWARDS if late else ends
