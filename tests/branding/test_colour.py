"""Colours that can be read."""

import random

import pytest
from coloraide import Color

from tcma.branding.rules import contrast, ink, normal, on_colour, palette
from tcma.branding.rules.colour import LARGE, TEXT, WHITE, words_ratio
from tcma.catalogue.rules import TOKENS


@pytest.mark.parametrize(
    ("colour", "ratio", "passes"),
    [("#767676", "4.54", True), ("#777777", "4.47", False), ("#FF6600", "2.93", False), ("#0A66C2", "5.68", True)],
)
def test_the_check_values_of_the_spec(colour: str, ratio: str, passes: bool) -> None:
    assert words_ratio(contrast(colour, WHITE)) == ratio
    assert (contrast(colour, WHITE) >= TEXT) is passes


def test_500_random_colours_can_be_written_on_and_have_an_ink_for_light_and_dark() -> None:
    dice = random.Random(20261122)
    for _number in range(500):
        colour = f"#{dice.randrange(1 << 24):06X}"
        assert contrast(colour, on_colour(colour)) >= TEXT, colour
        assert contrast(ink(colour), WHITE) >= TEXT, colour
        assert contrast(ink(colour, ground="#1B1C1F"), "#1B1C1F") >= TEXT, colour


def test_the_ink_keeps_the_hue_and_is_the_nearest_that_passes() -> None:
    for colour in ("#FFD400", "#FF6600", "#6FCF97", "#56CCF2"):
        moved = ink(colour)
        before, after = Color(colour).convert("oklch"), Color(moved).convert("oklch")
        assert abs(float(before["hue"]) - float(after["hue"])) < 3
        assert TEXT <= contrast(moved, WHITE) < TEXT + 0.08


def test_a_colour_that_passes_stays_as_it_is() -> None:
    assert ink("#0F766E") == "#0F766E"
    assert on_colour("#0F766E") == "#FFFFFF"
    assert on_colour("#FFD400") == "#1A1916"


@pytest.mark.parametrize(("typed", "found"), [
    ("#0f766e", "#0F766E"), ("abc", "#AABBCC"), (" #ABC ", "#AABBCC"), ("teal", None), ("#12345", None),
    ("#0F766E;}", None), ("", None),
])  # fmt: skip
def test_colours_are_read_in_the_forms_people_write(typed: str, found: str | None) -> None:
    assert normal(typed) == found


def test_every_token_of_a_drawing_has_a_colour_and_marks_stand_out() -> None:
    for colour in ("#0F766E", "#FFD400", "#111111", "#FFFFFF"):
        painted = palette(colour)
        assert set(painted) == set(TOKENS)
        assert contrast(painted["brand"], painted["on_brand"]) >= LARGE
