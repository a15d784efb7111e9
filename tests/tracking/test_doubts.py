"""Which answers are held for a look, and that people's are not."""

import pytest

from tcma.tracking.forms.asking import mask
from tcma.tracking.rules.doubts import AGAIN, FLOOD, LINKS, NAME, TRAP, comparable, doubt
from tcma.tracking.rules.sites import host_of, origins

PERSON = {
    "first_name": "Sara", "last_name": "O'Brien-Sample", "company": "Al Noor Clinics & Sons (Pty) Ltd.",
    "message": "Question 6 made us stop. Our site is https://alnoor.example, the audit is at www.alnoor.example/audit.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "around", "why"),
    [
        ({}, {}, ""),
        ({}, {"same_words": 2}, ""),
        ({"message": "Rufen Sie mich an"}, {}, ""),
        ({"company": "اسم الشركة"}, {}, ""),
        ({}, {"trapped": True}, TRAP),
        ({"message": "a https://a.example b https://b.example c http://c.example"}, {}, LINKS),
        ({"message": "[url=x]a[/url] [url=y]b[/url] <a href=z>c</a>"}, {}, LINKS),
        ({"first_name": "Win money https://a.example"}, {}, NAME),
        ({"company": "www.best-prices.example"}, {}, NAME),
        ({}, {"same_words": 3}, AGAIN),
        ({}, {"flooded": True}, FLOOD),
    ],
)
def test_what_looks_like_a_robot_is_held_and_a_person_is_not(
    changes: dict[str, str], around: dict[str, int], why: str
) -> None:
    assert doubt({**PERSON, **changes}, **around) == why  # type: ignore[arg-type]  # what each row gives


def test_copies_of_a_message_are_told_whatever_their_blanks_and_a_short_one_is_nobodys() -> None:
    assert comparable("We would like a call next  week") == comparable(" we would LIKE a call\nnext week ")
    assert comparable("Call me") == ""


def test_an_address_is_known_to_its_owner_and_to_nobody_else() -> None:
    assert mask("sara.sample@alnoor.example") == "s…@alnoor.example"


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("https://www.kestrel.example/about", "kestrel.example"), ("kestrel.example", "kestrel.example"),
        ("HTTP://Kestrel.example:8080", "kestrel.example"), ("bücher.example", "xn--bcher-kva.example"),
        ("", ""), ("localhost", ""), ("http://[", ""), ("javascript:alert(1)", ""), ("a b.example; script-src *", ""),
        ("*.example", ""), ("127.0.0.1", ""),
    ],
)  # fmt: skip
def test_a_website_is_read_as_a_host_and_what_is_none_as_nothing(site: str, host: str) -> None:
    assert host_of(site) == host


def test_a_form_may_stand_on_the_website_with_and_without_www_and_encrypted() -> None:
    assert origins("https://www.kestrel.example") == ("https://kestrel.example", "https://www.kestrel.example")
    assert origins("nothing") == ()
