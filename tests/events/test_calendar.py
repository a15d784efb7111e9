"""Entries of a calendar, read back by a library: the right time in every zone, and no text that breaks out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tcma.events.rules.adding import google_address, outlook_address
from tcma.events.rules.calendar import (
    Invitation,
    Method,
    attached,
    calendar_file,
    calendar_uid,
)

LUNCH = Invitation(
    uid=calendar_uid("0193", "northgate.example"), sequence=0, method=Method.REQUEST,
    written_at=datetime(2026, 11, 29, 18, tzinfo=UTC),
    starts_at=datetime(2027, 3, 4, 12, tzinfo=ZoneInfo("Asia/Dubai")),
    duration=timedelta(minutes=75), summary="Lunch and learn", organizer_name="Layla Haddad",
    organizer_email="layla@brightwave.example", attendee_name="Ruth Sample", attendee_email="ruth@example.com",
    description="Hosted by Brightwave.\nYour ticket: https://tcma.example/t/x", place="Room 4, Al Safa Tower, Dubai",
    language="en",
)  # fmt: skip


def at(zone: str, year: int, month: int, day: int, hour: int, minute: int = 0, *, fold: int = 0) -> Invitation:
    """Lunch at this time of the zone's clocks."""
    return replace(LUNCH, starts_at=datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold))


def read(invitation: Invitation) -> tuple[Any, Any, list[Any]]:
    """The calendar, its one entry, and its zones."""
    calendar: Any = Calendar.from_ical(calendar_file(invitation))
    entry, = calendar.walk("VEVENT")
    return calendar, entry, calendar.walk("VTIMEZONE")


def by_the_file(invitation: Invitation) -> tuple[datetime, datetime]:
    """Start and end in UTC as a program reads them that knows no zones but the file's own."""
    _, entry, zones = read(invitation)
    found = []
    for name in ("DTSTART", "DTEND"):
        local = entry[name].dt
        if "TZID" not in entry[name].params:
            found.append(local.astimezone(UTC))
            continue
        zone, = (zone for zone in zones if zone["TZID"] == entry[name].params["TZID"])
        naive = local.replace(tzinfo=None)
        parts = sorted(zone.subcomponents, key=lambda part: part["DTSTART"].dt)
        valid = [part for part in parts if part["DTSTART"].dt <= naive]
        found.append((naive - valid[-1]["TZOFFSETTO"].td).replace(tzinfo=UTC))
    return found[0], found[1]


def test_a_request_names_both_sides_and_asks_for_an_answer() -> None:
    calendar, entry, _ = read(LUNCH)
    assert (calendar["METHOD"], calendar["VERSION"], calendar["PRODID"]) == ("REQUEST", "2.0", "-//tcma//events//EN")
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == ("0193@northgate.example", 0, "CONFIRMED")
    assert entry["DTSTAMP"].dt == LUNCH.written_at
    assert (entry["ORGANIZER"], entry["ORGANIZER"].params["CN"]) == ("mailto:layla@brightwave.example", "Layla Haddad")
    attendee = entry["ATTENDEE"]
    assert attendee == "mailto:ruth@example.com"
    wanted = {"CN": "Ruth Sample", "RSVP": "TRUE", "PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT"}
    assert {name: attendee.params[name] for name in wanted} == wanted
    assert entry["SUMMARY"].params["LANGUAGE"] == "en"
    assert str(entry["DESCRIPTION"]) == LUNCH.description
    assert str(entry["LOCATION"]) == LUNCH.place


def test_a_change_is_the_same_entry_with_a_higher_number() -> None:
    _, before, _ = read(LUNCH)
    _, after, _ = read(replace(LUNCH, sequence=1, starts_at=LUNCH.starts_at + timedelta(days=7)))
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=7)


def test_a_cancellation_takes_the_entry_out_and_asks_nothing() -> None:
    calendar, entry, _ = read(replace(LUNCH, method=Method.CANCEL, sequence=2))
    assert (calendar["METHOD"], entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert "RSVP" not in entry["ATTENDEE"].params


def test_a_file_somebody_takes_names_no_attendee() -> None:
    calendar, entry, _ = read(replace(LUNCH, method=Method.PUBLISH))
    assert (calendar["METHOD"], "ATTENDEE" in entry, "ORGANIZER" in entry) == ("PUBLISH", False, True)


@pytest.mark.parametrize(("method", "name"), [(Method.REQUEST, "invitation.ics"), (Method.CANCEL, "cancellation.ics")])
def test_a_mail_carries_it_with_its_method(method: Method, name: str) -> None:
    file = attached(replace(LUNCH, method=method))
    assert (file.name, file.content_type) == (name, f"text/calendar; method={method.value}; charset=utf-8")
    assert f"METHOD:{method.value}\r\n".encode() in file.data


EDGES = {
    "no daylight saving": at("Asia/Dubai", 2027, 3, 4, 12),
    "half an hour": at("Asia/Kolkata", 2027, 3, 4, 12),
    "three quarters": at("Asia/Kathmandu", 2027, 3, 4, 12),
    "spring, before": at("Europe/Berlin", 2027, 3, 28, 1, 30),
    "spring, over the jump": at("Europe/Berlin", 2027, 3, 28, 1, 0),
    "spring, right after": at("Europe/Berlin", 2027, 3, 28, 3, 0),
    "spring, that noon": at("Europe/Berlin", 2027, 3, 28, 12, 0),
    "the day after spring": at("Europe/Berlin", 2027, 3, 29, 0, 5),
    "autumn, the first time": at("Europe/Berlin", 2027, 10, 31, 2, 0),
    "autumn, the second time": at("Europe/Berlin", 2027, 10, 31, 2, 30, fold=1),
    "autumn, ends in the second": at("Europe/Berlin", 2027, 10, 31, 1, 30),
    "autumn, that noon": at("Europe/Berlin", 2027, 10, 31, 12, 0),
    "new york": at("America/New_York", 2027, 3, 14, 3, 30),
    "half an hour of saving": at("Australia/Lord_Howe", 2027, 10, 3, 3, 0),
    "saving across midnight": at("America/Santiago", 2027, 9, 5, 1, 30),
    "winter is the exception": at("Europe/Dublin", 2027, 1, 15, 12, 0),
    "moved for ramadan": at("Africa/Casablanca", 2027, 2, 7, 12, 0),
    "utc": at("UTC", 2027, 3, 4, 12),
}


@pytest.mark.parametrize("edge", EDGES)
def test_a_program_that_knows_only_the_file_finds_the_right_time(edge: str) -> None:
    invitation = EDGES[edge]
    start = invitation.starts_at.astimezone(UTC)
    assert by_the_file(invitation) == (start, start + timedelta(minutes=75))


@pytest.mark.parametrize("edge", EDGES)
def test_a_program_that_knows_all_zones_finds_the_same_time(edge: str) -> None:
    _, entry, _ = read(EDGES[edge])
    start = EDGES[edge].starts_at.astimezone(UTC)
    assert (entry["DTSTART"].dt.astimezone(UTC), entry["DTEND"].dt.astimezone(UTC)) == (
        start, start + timedelta(minutes=75)
    )


def test_the_file_holds_no_more_of_a_zone_than_the_days_around_the_event() -> None:
    _, entry, zones = read(at("Europe/Berlin", 2027, 3, 28, 12))
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    zone, = zones
    assert [(part.name, part["DTSTART"].dt.isoformat(), part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td)
            for part in zone.subcomponents] == [
        ("STANDARD", "2027-03-27T11:00:00", timedelta(hours=1), timedelta(hours=1)),
        ("DAYLIGHT", "2027-03-28T02:00:00", timedelta(hours=1), timedelta(hours=2)),
    ]
    assert len(calendar_file(at("Europe/Berlin", 2027, 3, 28, 12))) < 1_500


def test_utc_needs_no_zone() -> None:
    assert read(at("UTC", 2027, 3, 4, 12))[2] == []
    assert b"DTSTART:20270304T120000Z\r\n" in calendar_file(at("UTC", 2027, 3, 4, 12))


def test_a_time_without_a_named_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="zone"):
        calendar_file(replace(LUNCH, starts_at=datetime(2027, 3, 4, 12, tzinfo=UTC)))


HOSTILE: dict[str, str] = {
    "a second property": "Lunch\r\nATTENDEE:mailto:eve@example.com",
    "an end": "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:other",
    "a parameter": 'Ruth";SENT-BY="mailto:eve@example.com',
    "separators": "a,b;c:d\\e\\n",
    "other line ends": "one\u2028two\u2029three\x85four\x0bfive\x00six",
    "direction": "\u202egnp.exe",
    "long": "Ä" * 300,
    "arabic": "غداء وتعلّم، مع ضيوف",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_text_leaves_its_property(kind: str) -> None:
    text = HOSTILE[kind]
    changed = replace(LUNCH, summary=text, place=text, organizer_name=text, attendee_name=text, description=text,
                      language="ar")
    _, entry, _ = read(changed)
    _, plain, _ = read(LUNCH)
    assert sorted(entry.keys()) == sorted(plain.keys())
    assert sorted(entry["ATTENDEE"].params) == sorted(plain["ATTENDEE"].params)
    assert entry["ATTENDEE"] == "mailto:ruth@example.com"
    assert entry["UID"] == LUNCH.uid
    for kept in (str(entry["SUMMARY"]), entry["ATTENDEE"].params["CN"]):
        assert kept[0] in text
        assert not set(kept) & set("\r\n\u2028\u2029\x85\x0b\x00\u202e")


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_text_comes_back_from_a_file_of_legal_lines(summary: str, name: str) -> None:
    invitation = replace(LUNCH, summary=summary, attendee_name=name, description=f"{summary}\n{name}")
    raw = calendar_file(invitation)
    assert raw.endswith(b"END:VCALENDAR\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
    _, entry, _ = read(invitation)
    assert entry["ATTENDEE"] == "mailto:ruth@example.com"
    assert len(Calendar.from_ical(raw).walk("VEVENT")) == 1


def test_an_odd_address_is_still_an_address() -> None:
    _, entry, _ = read(replace(LUNCH, attendee_email="o'brien+50%#?@example.com"))
    assert entry["ATTENDEE"] == "mailto:o'brien+50%25%23%3F@example.com"


def query(address: str) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_google_and_outlook_are_told_the_same_moment() -> None:
    google, outlook = query(google_address(LUNCH)), query(outlook_address(LUNCH))
    assert urlsplit(google_address(LUNCH)).hostname == "calendar.google.com"
    assert google["dates"] == "20270304T080000Z/20270304T091500Z"
    assert (google["text"], google["location"], google["details"]) == (LUNCH.summary, LUNCH.place, LUNCH.description)
    assert (outlook["startdt"], outlook["enddt"]) == ("2027-03-04T08:00:00Z", "2027-03-04T09:15:00Z")
    assert (outlook["subject"], outlook["location"]) == (LUNCH.summary, LUNCH.place)


def test_words_with_signs_of_addresses_stay_words() -> None:
    odd = replace(LUNCH, summary="R&D? 100% #1 + lunch", place="A&B=C")
    assert query(google_address(odd))["text"] == odd.summary
    assert query(outlook_address(odd))["location"] == "A&B=C"
