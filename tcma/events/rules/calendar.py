"""An event as an entry of somebody's calendar: RFC 5545 files, RFC 5546 methods, and addresses that add it."""

import enum
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress
from icalendar import Event as Entry

from tcma.composing.rules import clean
from tcma.delivery.rules import Attachment

PRODUCT = "-//tcma//events//EN"
TEXT_MAX = 1000  # characters of a description's line


class Method(enum.StrEnum):
    """What a mail program is asked to do with the entry."""

    REQUEST = "REQUEST"  # put it in, or replace the one with this UID and a lower SEQUENCE
    CANCEL = "CANCEL"  # take it out
    PUBLISH = "PUBLISH"  # offer it: a file somebody took by themselves, nobody waits for an answer


@dataclass(frozen=True)
class Invitation:
    """One person's entry. `starts_at` is aware, in the event's own zone, a ZoneInfo.

    `uid` stays the same for as long as the registration lives; `sequence` grows with each change.
    `written_at` is when these words were written. Texts may hold anything: they can't leave their property.
    """

    uid: str
    sequence: int
    method: Method
    written_at: datetime
    starts_at: datetime
    duration: timedelta
    summary: str
    organizer_name: str
    organizer_email: str
    attendee_name: str
    attendee_email: str
    description: str = ""
    place: str = ""
    url: str = ""
    language: str = "en"

    @property
    def ends_at(self) -> datetime:
        """Minutes pass as they do, also in the night the clocks change. In the event's zone."""
        return (self.starts_at.astimezone(UTC) + self.duration).astimezone(self.starts_at.tzinfo)


def calendar_uid(registration_id: object, domain: str) -> str:
    """The UID of a registration's entry: the same in every mail and file about it."""
    return f"{registration_id}@{domain}"


def calendar_file(invitation: Invitation) -> bytes:
    """The .ics file: CR LF, lines folded at 75 octets, a VTIMEZONE for just the days it is about."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", invitation.method.value)
    starts, ends = invitation.starts_at, invitation.ends_at
    if _told_twice(starts) or _told_twice(ends):
        starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
    else:
        _add_zone(calendar, starts, ends)
    calendar.add_component(_entry(invitation, starts, ends))
    return bytes(calendar.to_ical())


def attached(invitation: Invitation) -> Attachment:
    """The file as it goes with a mail; programs act on its method."""
    name = "cancellation.ics" if invitation.method is Method.CANCEL else "invitation.ics"
    return Attachment(name, f"text/calendar; method={invitation.method.value}; charset=utf-8",
                      calendar_file(invitation))


def _entry(invitation: Invitation, starts: datetime, ends: datetime) -> Entry:
    entry, spoken = Entry(), {"LANGUAGE": invitation.language}
    entry.add("uid", invitation.uid)
    entry.add("sequence", invitation.sequence)
    entry.add("dtstamp", invitation.written_at.astimezone(UTC))
    entry.add("dtstart", starts)
    entry.add("dtend", ends)
    entry.add("summary", clean(invitation.summary), parameters=spoken)
    if invitation.description:
        lines = (clean(line, TEXT_MAX) for line in invitation.description.splitlines())
        entry.add("description", "\n".join(lines), parameters=spoken)
    if invitation.place:
        entry.add("location", clean(invitation.place), parameters=spoken)
    if invitation.url:
        entry.add("url", invitation.url)
    cancelled = invitation.method is Method.CANCEL
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    entry.add("organizer", _address(invitation.organizer_name, invitation.organizer_email))
    if invitation.method is not Method.PUBLISH:
        entry.add("attendee", _attendee(invitation))
    return entry


def _attendee(invitation: Invitation) -> vCalAddress:
    """Who registered has said yes already; the calendar may ask them again when something changes."""
    person = _address(invitation.attendee_name, invitation.attendee_email)
    person.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"})
    if invitation.method is Method.REQUEST:
        person.params.update({"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    return person


def _address(name: str, email: str) -> vCalAddress:
    found = vCalAddress("mailto:" + quote(email, safe="@+!$&'*=~"))
    if name := clean(name):
        found.params["CN"] = name
    return found


def _told_twice(moment: datetime) -> bool:
    """Whether its clock shows this time for the second time that night: a local time can't say so, UTC can."""
    return moment.fold == 1 and moment.utcoffset() != moment.replace(fold=0).utcoffset()


def _add_zone(calendar: Calendar, starts: datetime, ends: datetime) -> None:
    """The zone's offsets from the day before to the day after. None is needed for UTC.

    icalendar's own is an hour late where clocks jump forward: an onset is told in the time before it.
    """
    zone = starts.tzinfo
    if not isinstance(zone, ZoneInfo):
        raise ValueError("an event's time is in a zone with a name")
    if zone.key == "UTC":
        return
    found = Timezone()
    found.add("tzid", zone.key)
    first, last = starts.astimezone(UTC) - timedelta(days=1), ends.astimezone(UTC) + timedelta(days=1)
    before = _offset(first, zone)
    for onset in [first, *_changes(zone, first, last)]:
        local = onset.astimezone(zone)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (onset + before).replace(tzinfo=None, second=0, microsecond=0))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", _offset(onset, zone))
        part.add("tzname", local.tzname())
        found.add_component(part)
        before = _offset(onset, zone)
    calendar.add_component(found)


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> list[datetime]:
    """When, between two moments of UTC, the zone's clocks are changed."""
    found, low = [], first
    while low < last:
        high = min(low + timedelta(hours=6), last)
        if _offset(low, zone) != _offset(high, zone):
            a, b = low, high
            while b - a > timedelta(seconds=1):
                middle = a + (b - a) / 2
                a, b = (middle, b) if _offset(middle, zone) == _offset(low, zone) else (a, middle)
            found.append((b + timedelta(seconds=30)).replace(second=0, microsecond=0))
        low = high
    return found


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


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
