"""Addresses that offer an event to a calendar on the web, and show where it is: links for a person to follow."""

from datetime import UTC
from urllib.parse import urlencode

from tcma.composing.rules import clean
from tcma.events.rules.calendar import Invitation


def google_address(invitation: Invitation) -> str:
    """Where Google Calendar offers the entry. Nothing is sent there until somebody follows it."""
    starts, ends = (moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
                    for moment in (invitation.starts_at, invitation.ends_at))
    return "https://calendar.google.com/calendar/render?" + urlencode({
        "action": "TEMPLATE", "text": clean(invitation.summary), "dates": f"{starts}/{ends}",
        "details": invitation.description, "location": clean(invitation.place),
    })


def outlook_address(invitation: Invitation) -> str:
    """Where Outlook on the web offers the entry."""
    starts, ends = (moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
                    for moment in (invitation.starts_at, invitation.ends_at))
    return "https://outlook.office.com/calendar/0/deeplink/compose?" + urlencode({
        "path": "/calendar/action/compose", "rru": "addevent", "subject": clean(invitation.summary),
        "startdt": starts, "enddt": ends, "body": invitation.description, "location": clean(invitation.place),
    })


def map_address(place: str) -> str:
    """Where a map of the place is. A link for a person to follow; nothing is loaded from there."""
    return "https://www.openstreetmap.org/search?" + urlencode({"query": clean(place)})
