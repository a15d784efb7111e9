"""What no engine may touch stands as a marker while it translates, and comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.localization.rules import MarkersChanged, mask, unmask

PIECES = st.sampled_from([
    "save", "20 %", "€500", "24/7", "{{ first_name | there }}", "{{partner_name}}", "**bold words**", "** not bold",
    "[a label](talk)", "[ wide ](page:landing)", "**[both](https://a.example/x?y=1)**", "sam@partner.example",
    "https://a.example/path.", "#channel", "⟦", "⟧", "⟦7⟧", "Shield One", "Shield Ones", ".", ",", "\u0645\u0631", "(",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=12).map(" ".join)


@given(text=TEXTS)
def test_whatever_is_masked_comes_back_as_it_was(text: str) -> None:
    line = text.replace("\n", " ")
    masked = mask(line, ["Shield One"])
    assert unmask(masked, masked.text) == line


@given(text=TEXTS, data=st.data())
def test_a_marker_that_is_lost_doubled_or_made_up_never_passes(text: str, data: st.DataObject) -> None:
    masked = mask(text.replace("\n", " "), ["Shield One"])
    count = len(masked.held)
    number = data.draw(st.integers(0, count))
    marker = f"⟦{number}⟧"
    if number == count:
        broken = f"{masked.text} {marker}"
    else:
        broken = masked.text.replace(marker, data.draw(st.sampled_from(["", marker * 2, "0", marker[:-1]])), 1)
    with pytest.raises(MarkersChanged):
        unmask(masked, broken)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Hi {{ first_name | there }}, hello", "Hi ⟦0⟧, hello"),
        ("Save 20 % or €500 on 10 GB", "Save ⟦0⟧ or ⟦1⟧ on ⟦2⟧"),
        ("In 30 minutes, 5 people", "In 30 minutes, 5 people"),
        ("**All** of [it](talk)", "⟦0⟧All⟦1⟧ of ⟦2⟧it⟦3⟧"),
        ("Mail sam@partner.example or see https://a.example/x.", "Mail ⟦0⟧ or see ⟦1⟧."),
        ("Shield One for Shield Onesies", "⟦0⟧ for Shield Onesies"),
        ("Northgate Shield and Northgate", "⟦0⟧ and ⟦1⟧"),
    ],
)
def test_what_stays_becomes_a_marker_and_nothing_else_does(text: str, masked: str) -> None:
    assert mask(text, ["Shield One", "Northgate", "Northgate Shield"]).text == masked


def test_a_blank_that_slipped_inside_bold_goes_out_again() -> None:
    masked = mask("We **really** [mean it](talk).")
    assert unmask(masked, "Lo ⟦2⟧decimos⟦3⟧⟦0⟧ de verdad ⟦1⟧.") == "Lo [decimos](talk) **de verdad** ."


def test_a_marker_with_blanks_or_digits_of_another_script_is_the_same_marker() -> None:
    masked = mask("Hi {{ first_name | there }}!")
    assert unmask(masked, "مرحبا ⟦ \u0660 ⟧!") == "مرحبا {{ first_name | there }}!"


def test_bold_that_holds_nothing_any_more_is_lost() -> None:
    with pytest.raises(MarkersChanged):
        unmask(mask("Be **very** sure"), "Seguro ⟦0⟧⟦1⟧")


def test_the_word_for_unknown_names_is_said_in_the_language_where_it_can_be() -> None:
    masked = mask("Hi {{ first_name | there }},")
    assert masked.fallbacks == {0: "there"}
    assert unmask(masked, "Hola ⟦0⟧:", {0: "qué tal"}) == "Hola {{ first_name | qué tal }}:"
    for bad in ("", "a | b", "}}", "x" * 200):
        assert unmask(masked, "Hola ⟦0⟧:", {0: bad}) == "Hola {{ first_name | there }}:"
