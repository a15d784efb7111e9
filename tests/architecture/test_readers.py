"""What recipients read is complete in every language that has a readers' catalogue beside the interface's."""

import tomllib
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tcma.base.words import LANGUAGES, spoken
from tests.architecture.test_messages import PLACEHOLDER
from tests.tables import ROOT

# Where a whole file speaks to recipients, and where only some of its texts do: those that begin so.
SPOKEN: dict[str, str | tuple[str, ...]] = {
    "templates/email/mail.mjml": "", "templates/email/blocks.mjml": "", "templates/page/document.html": "",
    "templates/page/blocks.html": "", "templates/audiences/unsubscribe.html": "",
    "templates/audiences/preferences.html": "", "templates/layouts/public.html": "",
    "templates/layouts/base.html": "", "tcma/tracking/forms/__init__.py": "",
    "tcma/audiences/views/leaving.py": "", "tcma/audiences/rules/topics.py": "",
    "tcma/delivery/views/confirming.py": "",
    "templates/delivery/confirm.html": "", "tcma/delivery/actions/opting_in.py": "",
    "tcma/audiences/actions/opting_in.py": "", "tcma/tracking/forms/landing.py": "",
    "tcma/tracking/forms/asking.py": "", "tcma/composing/views/document.py": "",
    "tcma/composing/rules/page.py": "", "tcma/composing/rules/sample.py": "",
    "tcma/composing/rules/email.py": ("Unsubscribe", "Choose what you get", "With ", "%(partner)s is a partner"),
    "tcma/composing/rules/blocks/persons.py": ("When", "Where", "Host", "Join online", "Kept for you"),
    "tcma/composing/queries/drafts.py": "You get this", "tcma/audiences/rules/consent.py": "You get this",
    "tcma/base/words.py": "%(day)s", "templates/events/ticket.html": "", "tcma/events/views/ticket.py": "",
    "tcma/events/views/seat.py": "", "tcma/events/rules/occasion.py": "", "tcma/events/queries/invitations.py": "",
    "tcma/events/views/telling.py": (
        "All seats", "It will not take place", "Join the waiting list", "Registration has ended", "Thank you for",
        "This event has begun", "This event was cancelled", "This page is closed", "You are on the waiting list."),
}  # fmt: skip
READERS = sorted(path.parents[1].name for path in (ROOT / "locales").glob("*/LC_MESSAGES/readers.po"))


def wanted() -> set[str]:
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    found: set[str] = set()
    for name, begins in SPOKEN.items():
        method = next(one["method"] for one in mappings if one["pattern"].rpartition(".")[2] == name.rpartition(".")[2])
        for _line, message, _comments, _context in extract_from_file(method, ROOT / name):
            text = message if isinstance(message, str) else message[0]
            if text.startswith(begins):
                found.add(text)
    return found


def said(tag: str) -> dict[str, str]:
    with Path(ROOT, "locales", tag, "LC_MESSAGES", "readers.po").open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale=tag) if one.id and not one.fuzzy}


@pytest.mark.parametrize("tag", READERS)
def test_every_text_that_recipients_read_is_translated(tag: str) -> None:
    assert sorted(wanted() - {message for message, text in said(tag).items() if text}) == []


@pytest.mark.parametrize("tag", READERS)
def test_its_gaps_are_those_of_the_source(tag: str) -> None:
    assert {m: t for m, t in said(tag).items() if set(PLACEHOLDER.findall(m)) != set(PLACEHOLDER.findall(t))} == {}


def test_the_catalogues_speak_and_other_languages_fall_back_to_english() -> None:
    assert {"es", "fr"} <= set(READERS)
    assert [spoken(tag) for tag in ("es", "es-MX", "fr-CA", "de-AT", "ar", "en-GB")] == [
        "es", "es-MX", "fr-CA", "de-AT", "ar", "en-GB"]  # fmt: skip
    assert [spoken(tag) for tag in ("he", "pt-BR", "it", "")] == ["en", "en", "en", "en"]
    assert not set(READERS) & set(LANGUAGES)
