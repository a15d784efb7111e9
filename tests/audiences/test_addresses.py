"""One person, one key."""

import random
import string

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from tcma.audiences.rules import BadAddress, account_domain, addr_key, is_role, read_address
from tcma.audiences.rules.plain import PlainRows
from tcma.audiences.rules.table import Row
from tcma.base.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Sara@Noor.Example", "sara@noor.example"),
        ("  sara@noor.example \u200b", "sara@noor.example"),
        ("sara+news@noor.example", "sara+news@noor.example"),
        ("s.ara@noor.example", "s.ara@noor.example"),
        ("sara@Müller.example", "sara@xn--mller-kva.example"),
        ("bounce+17@simulator.amazonses.com", "bounce+17@simulator.amazonses.com"),
    ],
)
def test_case_and_script_of_the_domain_make_no_second_person(typed: str, key: str) -> None:
    assert addr_key(typed) == key


def ours(text: str) -> str | None:
    """What we read, or None for what we refuse."""
    try:
        return read_address(text).email
    except BadAddress:
        return None


def test_an_invisible_character_inside_is_refused_with_its_code_point() -> None:
    with pytest.raises(BadAddress, match=r"U\+200B"):
        addr_key("sa\u200bra@noor.example")


@pytest.mark.parametrize(
    "typed", ["", "sara", "sara@", "@noor.example", "sara@noor", "a@b.example,c@d.example", "a@localhost.local",
              "a@[127.0.0.1]", '"a b"@x.example', "a..b@x.example", "a@-x.example", "a@x.example\r\nBcc: b@x.example"],
)  # fmt: skip
def test_what_no_mail_server_takes_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        addr_key(typed)


@pytest.mark.parametrize(
    ("email", "firm"),
    [
        ("a@mail.acme.co.uk", "acme.co.uk"),
        ("a@acme.example", "acme.example"),
        ("a@eu.acme.example", "acme.example"),
        ("a@gmail.com", None),
        ("a@Web.de", None),
        ("a@xn--mller-kva.de", "xn--mller-kva.de"),
    ],
)
def test_the_firm_is_the_registrable_domain_and_none_for_a_mailbox_provider(email: str, firm: str | None) -> None:
    assert account_domain(email) == firm


def test_an_office_is_told_from_a_person() -> None:
    assert is_role("Info+fair@x.example")
    assert not is_role("ines@x.example")


def test_the_quick_reader_agrees_with_the_thorough_one() -> None:
    """What email-validator says of ASCII addresses is what we say."""
    chance = random.Random(7)
    letters = string.ascii_letters + string.digits + ".-_+'@ !%/"
    for _ in range(5_000):
        text = "".join(chance.choice(letters) for _ in range(chance.randint(1, 12))) + "@"
        text += "".join(chance.choice(string.ascii_lowercase + ".-") for _ in range(chance.randint(1, 10))) + ".example"
        try:
            expected: str | None = validate_email(text, check_deliverability=False, allow_smtputf8=False).normalized
        except EmailNotValidError:
            expected = None
        found = ours(text)
        assert found == expected or text != text.strip(), text


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_refusal(text: str) -> None:
    try:
        address = read_address(text)
    except Refusal:
        return
    assert addr_key(address.email) == address.key
    assert address.key.isascii()


def _generated(chance: random.Random) -> str:
    """An address as files hold them, good or nearly so: long, international, under all kinds of endings."""
    size = chance.choice((1, 5, 9, 63, 64, 65))
    local = "".join(chance.choice(string.ascii_letters + string.digits + "._-+'&") for _ in range(size))
    labels = []
    for _ in range(chance.choice((1, 1, 2, 3))):
        latin, other = string.ascii_lowercase, (string.digits + "-a", "äöüßéñ", "пример", "例え", "عرب")
        letters = chance.choice((latin, latin, latin, latin, *other))
        labels.append("".join(chance.choice(letters) for _ in range(chance.choice((1, 3, 12, 62, 63, 64)))))
    ending = chance.choice(("example", "com", "de", "co.uk", "museum", "test", "local", "localhost", "invalid", "arpa",
                            "onion", "xn--p1ai", "рф", "c", "c0m", "123", ""))  # fmt: skip
    return f"{local}@{'.'.join([*labels, ending])}"


def test_thousands_of_addresses_get_the_verdict_of_email_validator() -> None:
    """With the domains in the cache and without: the quick way of a plain row too. Strict, so that 64 letters before
    the @ are the most, as servers have it."""
    chance = random.Random(11)
    seen = {True: 0, False: 0}
    quick = PlainRows({"email": 0}, 1)
    for text in [_generated(chance) for _ in range(8_000)]:
        try:
            checked = validate_email(text, check_deliverability=False, allow_smtputf8=True, strict=True)
            expected: str | None = f"{checked.local_part}@{checked.ascii_domain.lower()}"
        except EmailNotValidError:
            expected = None
        found = ours(text)
        assert found == expected, text
        plain = quick.fields(Row(1, [text]))
        assert plain is None or (plain.email, plain.key) == (expected, addr_key(text))
        seen[found is not None] += 1
    assert min(seen.values()) > 1_000, seen
