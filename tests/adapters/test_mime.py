"""The MIME message of a mail with a file of its reader's own."""

from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.adapters.mime import Unsendable, whole
from tcma.base.db import new_id
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules import Attachment
from tcma.delivery.rules.attachments import LARGEST
from tcma.delivery.rules.mail import one_line
from tests.composing.test_compiled import HOSTILE

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Grüße\r\nEND:VCALENDAR\r\n".encode()
INVITE = Attachment("invite.ics", "text/calendar; method=REQUEST; charset=utf-8", CALENDAR)
SLIDES = Attachment("slides.pdf", "application/pdf", bytes(range(256)) * 40)


def built(*files: Attachment, **changes: str) -> tuple[bytes, EmailMessage]:
    values = {
        "sender": "=?utf-8?q?J=C3=B6rg?= <kestrel@northgate.example>", "reply_to": "jonas@kestrel.example",
        "subject": "Lunch, {{first_name}}", "html": "<p>Hello {{h_first_name}}</p>", "text": "Hello {{first_name}}\n",
    }
    entry = Entry(new_id(), "ruth@example.com", {"first_name": "Zoë", "h_first_name": "Zo&euml;"},
                  {"List-Id": "<list.northgate.example>"}, {}, files)
    batch = Batch(**{**values, **changes}, entries=[entry])
    raw = whole(batch, entry)
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)
    return raw, message


def shape(part: MIMEPart) -> object:
    kind = part.get_content_type()
    return (kind, [shape(each) for each in part.iter_parts()]) if part.is_multipart() else kind


def test_an_invitation_is_an_alternative_and_a_file() -> None:
    _, message = built(INVITE)
    assert shape(message) == ("multipart/mixed", [
        ("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics",
    ])
    calendar = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    attached, = message.iter_attachments()
    assert attached.get_filename() == "invite.ics"
    for part in (calendar, attached):
        assert part.get_payload(decode=True) == CALENDAR, "byte for byte, its line ends too"


def test_any_other_file_is_only_attached() -> None:
    _, message = built(SLIDES)
    assert shape(message) == ("multipart/mixed", [("multipart/alternative", ["text/plain", "text/html"]),
                                                  "application/pdf"])
    attached, = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("slides.pdf", SLIDES.data)


def test_the_fields_are_filled_and_every_header_is_there_once() -> None:
    _, message = built(INVITE, SLIDES)
    assert message.get_body(("plain",)).get_content() == "Hello Zoë\r\n"  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert message.get_body(("html",)).get_content() == "<p>Hello Zo&euml;</p>"  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert {name: str(value) for name, value in message.items() if name != "Content-Type"} == {
        "From": "Jörg <kestrel@northgate.example>", "To": "ruth@example.com", "Reply-To": "jonas@kestrel.example",
        "Subject": "Lunch, Zoë", "List-Id": "<list.northgate.example>", "MIME-Version": "1.0",
    }


def test_without_a_reply_address_there_is_no_header_for_one() -> None:
    assert built(INVITE, reply_to="")[1]["Reply-To"] is None


@pytest.mark.parametrize("subject", [
    "Grüße " * 300, "a" * 2_000, "مرحبا " * 300, "=?utf-8?q?=0ABcc:_eve=40example.com?=",
    "one\r\nBcc: eve@example.com", "two\u2028Bcc: eve@example.com",
])
def test_no_subject_makes_a_second_header_or_a_line_too_long(subject: str) -> None:
    raw, message = built(INVITE, subject=subject)
    assert message["Bcc"] is None
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert str(message["Subject"])[:20] in " ".join(subject.split())


def test_a_header_that_is_more_than_a_line_is_not_sent() -> None:
    with pytest.raises(Unsendable):
        built(INVITE, reply_to="jonas@kestrel.example\r\nBcc: eve@example.com")


def test_a_field_without_a_value_is_not_sent() -> None:
    with pytest.raises(Unsendable, match="last_name"):
        built(INVITE, subject="Hello {{last_name}}")


@pytest.mark.parametrize(("name", "kind"), [
    ("in vite.ics", "text/calendar"), ("../invite.ics", "text/calendar"), ('a".ics', "text/calendar"),
    ("invite.ics", "text/calendar\r\nBcc: eve@example.com"), ("invite.ics", "text"), ("", "text/calendar"),
    ("invite.ics", 'text/calendar; method="A B"'),
])
def test_a_file_whose_name_or_type_could_break_a_header_is_refused(name: str, kind: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        Attachment(name, kind, b"")


def test_a_file_that_mail_servers_turn_away_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes"):
        Attachment("slides.pdf", "application/pdf", b"x" * (LARGEST + 1))


@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=200)))
def test_whatever_a_field_holds_the_headers_are_ours_and_the_words_are_those_of_a_plain_filling(value: str) -> None:
    values = {"first_name": value, "h_first_name": value}
    entry = Entry(new_id(), "ruth@example.com", values, {"List-Id": "<l.example>"}, {})
    batch = Batch("Kestrel <kestrel@northgate.example>", "", "Lunch, {{first_name}}", "<p>{{h_first_name}}\n</p>",
                  "Hello\n{{first_name}}", [entry])
    raw = whole(batch, entry)
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert [name for name, _ in message.items()] == ["From", "To", "Subject", "List-Id", "MIME-Version", "Content-Type"]
    subject = one_line(f"Lunch, {value}")
    assert subject.startswith(str(message["Subject"]))
    assert len(subject) > 100 or message["Subject"] == subject
    parts = {part.get_content_type(): part.get_payload(decode=True) for part in message.iter_parts()}
    assert parts == {"text/plain": f"Hello\r\n{value}".encode(), "text/html": f"<p>{value}\r\n</p>".encode()}
    assert max(map(len, raw.split(b"\r\n"))) <= 998
