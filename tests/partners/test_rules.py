"""Passwords, paths and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.base.access import Role
from tcma.partners.rules import grantable, own_path, password_problem, slugify, too_many


@pytest.mark.parametrize(
    "password",
    [
        "short one", "x" * 129, "aaaaaaaaaaaaaa", "abcabcabcabcabc", "123456789012", "qwertyuiop123456",
        "1qaz2wsx3edc4rfv",
        "abcdefghijklmn", "password1234", "Passw0rd2026!", "P@ssw0rd!!!!", "Welcome2026!!", "letmein123456",
        "Northgate2026!", "LaylaSample123", "layla-sample-1", "brightwave-2026", "summerpartner1", "0123456789012345",
        "12345678901234567890",
    ],
)  # fmt: skip
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    assert password_problem(password, about=("Layla Sample", "layla@brightwave.example", "Northgate")) is not None


@pytest.mark.parametrize(
    "password",
    ["violet tractor museum", "correct horse battery staple", "kG7!vq2Lr9zT", "drei blaue Boote am Kai",
     "كلمة سر طويلة جدا"],
)  # fmt: skip
def test_an_unusual_password_is_taken(password: str) -> None:
    assert password_problem(password, about=("Layla Sample", "layla@brightwave.example", "Northgate")) is None


@given(st.text(min_size=12, max_size=128), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_gets_an_answer(password: str, about: list[str]) -> None:
    password_problem(password, about=about)


@pytest.mark.parametrize("path", ["/deals", "/launch/ransomware?lang=ar&w=375", "/"])
def test_a_path_of_ours_may_follow_a_sign_in(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", None, "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "deals", "/a\\b",
     "/a\nb", "/\t/evil.example", "\\\\evil.example"],
)  # fmt: skip
def test_any_other_address_does_not(path: str | None) -> None:
    assert own_path(path) is None


def test_a_slug_is_latin_and_free() -> None:
    assert slugify("Alder & Finch") == "alder-finch"
    assert slugify("Müller GmbH", ["muller-gmbh"]) == "muller-gmbh-2"
    assert slugify("النور") == "partner"
    assert len(slugify("x" * 90)) == 40


def test_only_administrators_give_roles_and_only_of_their_own_side() -> None:
    assert Role.FINANCE in grantable(Role.VENDOR_ADMIN)
    assert Role.PARTNER_ADMIN not in grantable(Role.VENDOR_ADMIN)
    assert grantable(Role.PARTNER_MARKETER) == ()
    assert grantable(Role.CHANNEL_MANAGER) == ()


def test_tries_are_counted_for_a_pair_an_address_and_an_account() -> None:
    assert not too_many(pair=10, address=50, account=100, limit=10)
    assert too_many(pair=11, address=11, account=11, limit=10)
    assert too_many(pair=1, address=51, account=1, limit=10)
    assert too_many(pair=1, address=1, account=101, limit=10)
