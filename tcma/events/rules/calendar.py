"""An event as an entry of somebody's calendar: RFC 5545 files, RFC 5546 methods."""

import enum
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar, Conference, vCalAddress
from icalendar import Event as Entry

from tcma.composing.rules import clean
from tcma.delivery.rules import Attachment
from tcma.events.rules.zones import add_zone

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
    room: str = ""  # https address of an online one
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
        add_zone(calendar, starts, ends)
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
    if invitation.room:
        entry.conferences = [Conference(invitation.room, feature="VIDEO")]
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
