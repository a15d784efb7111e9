"""Where an event's pages are."""

from collections.abc import Callable
from uuid import UUID

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.events.rules.tickets import DOOR, SEAT, TICKET, sign


def landing(slug: str, event_id: UUID, language: str) -> Callable[[str], str]:
    """The address of each page asset of an event, in a language; of '' the registration page's short one."""
    base = f"{use(Settings).public_url}/e/{language}/{slug}/{event_id}"
    return lambda asset_key: f"{base}/{asset_key}" if asset_key else base


def seat(registration_id: UUID) -> str:
    """Where somebody takes their seat or gives it back."""
    return f"{use(Settings).public_url}/seat/{sign(SEAT, registration_id)}"


def ticket(registration_id: UUID) -> str:
    """Where somebody's ticket is."""
    return f"{use(Settings).public_url}/t/{sign(TICKET, registration_id)}"


def door(event_id: UUID) -> str:
    """Where the host's helpers check people in."""
    return f"{use(Settings).public_url}/door/{sign(DOOR, event_id)}"
