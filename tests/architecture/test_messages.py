"""The interface speaks every language completely."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tcma.base.words import LANGUAGES, SOURCE
from tests.tables import ROOT

TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@cache
def spoken() -> frozenset[str]:
    """Every text that the sources mark, as `make messages` collects them."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    found: set[str] = set()
    for folder in ("tcma", "templates"):
        within = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods if folder in pattern]
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, within):
            found.add(message if isinstance(message, str) else message[0])
    return frozenset(found)


def catalogue(tag: str) -> Catalog:
    with Path(ROOT, "locales", tag, "LC_MESSAGES", "messages.po").open("rb") as file:
        return read_po(file, locale=tag)


def source(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def translations(message: Message) -> list[str]:
    """One, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_text_of_the_interface_is_translated(tag: str) -> None:
    known = {source(message) for message in catalogue(tag) if message.id and all(translations(message))}
    assert sorted(spoken() - known) == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_translation_waits_for_a_look(tag: str) -> None:
    assert [source(message) for message in catalogue(tag) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_has_the_values_of_its_source_and_no_others(tag: str) -> None:
    """A plural form may leave one out: Arabic says "two" without the number."""
    wrong = []
    for message in catalogue(tag):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
        for text in translations(message) if message.id else []:
            used = set(PLACEHOLDER.findall(text))
            if used - wanted or (wanted - used and len(ids) == 1):
                wrong.append((source(message), text))
    assert wrong == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_catalogue_keeps_texts_that_nothing_says(tag: str) -> None:
    assert sorted({source(message) for message in catalogue(tag) if message.id} - spoken()) == []
