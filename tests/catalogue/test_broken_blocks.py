"""Broken kits: each row breaks a block, its audience or the theme; the checks name the place and the way out."""

from pathlib import Path

import pytest

from tests.catalogue.broken import CASE, Change, Row, refused_with

MAIL, POINTS, HERE = "assets/email-1.toml", '''[[block]]
id = "points"
type = "bullets"
items = [
  "First point",
  "Second point",
]
''', "assets/email-1.toml:33"


def points(block: str) -> tuple[str, str]:
    """The list of the small kit becomes another block, whose third line is the one that HERE means."""
    return POINTS, f'[[block]]\nid = "points"\n{block}\n'


ROWS: list[Row] = [
    ("a theme nobody has drawn", "kit.toml", ("minutes = 2", 'minutes = 2\ntheme = "poste"'), "kit.toml:7",
     'Did you mean "poster"?'),
    ("figures without what they count", MAIL, points('type = "stats"\nitems = ["12 | minutes", "none"]'),
     HERE, '"none" has one side only'),
    ("five figures", MAIL, points('type = "stats"\nitems = ["1 | a", "2 | b", "3 | c", "4 | d", "5 | e"]'),
     HERE, "This list has 5 items; 4 fit. Take out 1."),
    ("a place to follow without an address", MAIL, points('type = "social_links"\nitems = ["LinkedIn"]'),
     HERE, '"LinkedIn" is not a link.'),
    ("a place to follow that leads nowhere", MAIL,
     points('type = "social_links"\nitems = ["[LinkedIn](http://example.com)"]'), HERE, "not encrypted"),
    ("room of an unknown size", MAIL, points('type = "spacer"\nsize = "tiny"'), HERE,
     'The size "tiny" does not exist.'),
    ("a speaker with a picture nobody sees", MAIL, points('type = "speaker"\nname = "Kim"\nmedia = "dot.svg"'),
     "assets/email-1.toml:30", "no words for readers who do not see it"),
    ("an audience that is no table", MAIL, points('type = "divider"\nonly = "gold"'), HERE, "must be a table"),
    ("an audience by something else", MAIL, points('type = "divider"\nonly = { teir = ["gold"] }'),
     HERE, 'Did you mean "tier"?'),
    ("an audience of nobody", MAIL, points('type = "divider"\nonly = { tier = [] }'), HERE,
     '"tier" is missing'),
    ("an audience that reads another language", MAIL, points('type = "divider"\nonly = { language = ["fr"] }'),
     HERE, 'not in the language "fr"'),
    ("a telephone that not everyone has", MAIL, points('type = "note"\ntext = "Call {{ contact_phone }}."'),
     HERE, "says nothing for partners who have none"),
]  # fmt: skip


@pytest.mark.parametrize(CASE, [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_broken_block_is_refused_where_it_is_broken(
    tmp_path: Path, file: str, change: Change, where: str, words: str
) -> None:
    refused_with(tmp_path, file, change, where, words)
