"""What partners may change, and what they may not."""

import pytest

from tcma.composing.rules import Locked, NotFitting, regions, with_own_words
from tests.composing.kits import KIT

MAIL = KIT.asset("email-1")


def change(key: str, words: str) -> None:
    with_own_words(MAIL, {f"email-1.{key}": words}, "Northgate")


def test_the_open_places_of_a_mail() -> None:
    assert [(region.key, region.kind) for region in regions(MAIL)] == [
        ("email-1.head.text", "choice"),
        ("email-1.intro.text", "text"),
        ("email-1.own.text", "partner"),
        ("email-1.cols.hidden", "optional"),
        ("email-1.pic.hidden", "optional"),
    ]


LOCKED = ("hi.text", "go.label", "go.target", "law.text", "sign.text", "subject", "intro.region")


@pytest.mark.parametrize("key", LOCKED)
def test_a_locked_part_is_refused_by_name(key: str) -> None:
    with pytest.raises(Locked, match=f'"{key.split(".")[0]}" in First mail is locked by Northgate'):
        change(key, "Something else")


def test_words_that_are_too_long_are_refused_with_how_many_to_take_out() -> None:
    with pytest.raises(NotFitting, match=r"201 characters; 200 fit\. Take out 1"):
        change("own.text", "x" * 201)


def test_a_choice_takes_only_one_of_its_texts() -> None:
    asset = with_own_words(MAIL, {"email-1.head.text": "How fast is fast?"}, "Northgate")
    head = asset.block("head")
    assert head is not None
    assert head.fields["text"] == "How fast is fast?"
    with pytest.raises(NotFitting, match="one of the given texts"):
        change("head.text", "Mine")


@pytest.mark.parametrize("words", ["Hi {{ password }}", "{% if x %}", "{{ u }}", "Hi <script>alert(1)</script>"])
def test_programs_and_markup_in_own_words_are_refused(words: str) -> None:
    with pytest.raises(NotFitting):
        change("intro.text", words)


def test_own_words_bring_no_links_of_their_own_but_keep_the_kits() -> None:
    with pytest.raises(NotFitting, match=r"https://evil\.example"):
        change("intro.text", "See [this](https://evil.example).")
    change("intro.text", "See [the page](page:landing), {{ first_name | friend }}.")


def test_an_optional_block_can_be_left_out_and_empty_words_leave_what_was_there() -> None:
    asset = with_own_words(MAIL, {"email-1.cols.hidden": "1", "email-1.intro.text": " "}, "Northgate")
    assert asset.block("cols") is None
    intro, shipped = asset.block("intro"), MAIL.block("intro")
    assert intro is not None
    assert shipped is not None
    assert intro.fields == shipped.fields


def test_words_for_another_asset_are_not_looked_at() -> None:
    with_own_words(MAIL, {"email-2.hi.text": "x"}, "Northgate")


def test_control_and_direction_characters_are_taken_out_of_own_words() -> None:
    asset = with_own_words(MAIL, {"email-1.own.text": "One\u202etwo\x07 three"}, "Northgate")
    own = asset.block("own")
    assert own is not None
    assert own.fields["text"] == "Onetwo three"


def test_a_book_is_refused_before_it_is_read() -> None:
    with pytest.raises(NotFitting, match=r"1000000 characters; 200 fit"):
        change("own.text", "e" + "\u0301\u0323" * 499_999 + "e")
