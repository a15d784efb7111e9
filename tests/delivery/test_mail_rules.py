"""Headers of a mail: nothing that a person or a partner typed can add a line, and everything is ASCII."""

import re
from email import message_from_string
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.base.db import new_id
from tcma.delivery.rules.mail import LONGEST, NoSender, encoded, list_headers, one_line, sender, tags

# All that some mail program, library or terminal takes for the end of a line.
BREAKS = ["\r", "\n", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\0", "\u202e", "\u200b"]
EVIL = "Brightwave{}Bcc: everyone@evil.example{}X-Evil: 1"
ADDRESS = "brightwave@northgate.example"


@pytest.mark.parametrize("line_break", BREAKS, ids=ascii)
@pytest.mark.parametrize("name", ["", "برايت "], ids=["latin", "arabic"])
def test_no_kind_of_line_break_in_a_name_makes_a_header(line_break: str, name: str) -> None:
    display = name + EVIL.format(line_break, line_break)
    for value in (sender(display, ADDRESS), encoded(display)):
        assert re.fullmatch(r"[\x20-\x7e]+", value)
        mail = message_from_string(f"From: {value}\nSubject: s\n\nbody", policy=default)
        assert set(mail.keys()) == {"From", "Subject"}
    assert parseaddr(sender(display, ADDRESS))[1] == ADDRESS
    decoded = str(make_header(decode_header(encoded(display))))
    assert decoded == one_line(display)
    assert line_break not in decoded


@given(st.text(max_size=300))
def test_any_text_becomes_one_ascii_value_that_says_the_same(text: str) -> None:
    value = encoded(text)
    assert re.fullmatch(r"[\x20-\x7e]*", value)
    clean = one_line(text)
    assert clean.startswith(str(make_header(decode_header(value))))
    if len(clean) < 50:
        assert str(make_header(decode_header(value))) == clean


@given(st.text(max_size=300))
def test_any_display_name_leaves_the_address_alone(text: str) -> None:
    value = sender(text, ADDRESS)
    assert re.fullmatch(r"[\x20-\x7e]+", value)
    assert parseaddr(value)[1] == ADDRESS


def test_a_header_is_never_longer_than_a_line_may_be() -> None:
    assert len(encoded("x" * 3_000)) <= LONGEST
    for long in ("ü" * 3_000, "漢" * 3_000, "مرحبا " * 600):
        assert len(encoded(long)) <= LONGEST
        assert not decode_broken(encoded(long))


def decode_broken(value: str) -> bool:
    """Whether an encoded word was cut in its middle."""
    return "=?" in str(make_header(decode_header(value)))


def test_names_are_encoded_as_rfc_2047_says() -> None:
    assert encoded("Kestrel Systems via Northgate") == "Kestrel Systems via Northgate"
    for name in ("Müller & Söhne", "برايتويف", "=?utf-8?q?not_encoded?=", "漢字" * 50):
        value = sender(name, ADDRESS)
        assert str(make_header(decode_header(parseaddr(value)[0]))) == name
        assert all(len(word) <= 75 for word in value.split())
    assert sender('A "quoted", name', ADDRESS) == f'"A \\"quoted\\", name" <{ADDRESS}>'


@pytest.mark.parametrize("address", [
    "", "nobody", "@northgate.example", "a b@northgate.example", "a@localhost", "a@nor thgate.example",
    "a@northgate.example\nBcc: x@evil.example", "a@northgate.example>", "ä@northgate.example", "a@münchen.example",
    "a,b@northgate.example", "<a@northgate.example", "a\u2028@northgate.example", "a@northgate.e",
], ids=ascii)  # fmt: skip
def test_an_address_that_can_not_send_is_refused_in_words(address: str) -> None:
    with pytest.raises(NoSender, match="is not an address we can send from"):
        sender("Brightwave", address)


def test_tags_are_what_ses_allows_and_carry_the_attempt() -> None:
    attempt, step = new_id(), new_id()
    found = tags(attempt, partner="brightwave", origin="launch", step=step)
    assert found == {"attempt": str(attempt), "partner": "brightwave", "origin": "launch", "step": str(step)}
    assert "partner" not in tags(attempt, partner="ümläut & space", origin="launch", step=step)
    assert tags(attempt, partner="", origin="a\nb", step=step) == {"attempt": str(attempt), "step": str(step)}


def test_the_list_headers_are_those_of_one_click_unsubscribe() -> None:
    url = "https://partners.northgate.example/u/abc"
    found = list_headers(
        unsubscribe_url=url, list_name="Müller\r\nX-Evil: 1", list_domain="northgate.example",
        feedback=("step-1", "mueller", "launch"),
    )
    assert found["List-Unsubscribe"] == f"<{url}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["List-Id"].endswith(" <mueller.northgate.example>")
    assert found["Feedback-ID"] == "step-1:mueller:launch:tcma"
    assert all(re.fullmatch(r"[\x20-\x7e]{1,995}", value) for value in found.values())
