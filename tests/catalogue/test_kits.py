"""Reading kits from files, and the kits that ship with the product."""

from dataclasses import replace
from pathlib import Path

import pytest

from tcma.base.settings import ROOT
from tcma.catalogue import rules
from tcma.catalogue.rules import Segment, check, read_kit, segments
from tests.catalogue.small_kit import write_kit

KITS = sorted(path.parent for path in (ROOT / "campaigns").glob("*/kit.toml"))


@pytest.mark.parametrize("path", KITS, ids=lambda path: path.name)
def test_a_shipped_kit_has_no_problem_and_is_complete_in_every_language(path: Path) -> None:
    reading = read_kit(path)
    assert reading.problems == []
    assert reading.kit is not None
    for language in {"de", "ar"}:
        assert reading.copy[language].keys() == segments(reading.kit).keys()


@pytest.mark.parametrize("path", KITS, ids=lambda path: path.name)
def test_a_shipped_translation_that_no_person_has_reviewed_does_not_say_so(path: Path) -> None:
    reading = read_kit(path)
    assert not [key for words in reading.copy.values() for key, one in words.items() if one.reviewed]


@pytest.mark.parametrize("path", KITS, ids=lambda path: path.name)
def test_a_shipped_po_file_is_as_the_product_writes_it(path: Path) -> None:
    reading = read_kit(path)
    assert reading.kit is not None
    for language, words in reading.copy.items():
        assert (path / "copy" / f"{language}.po").read_text() == rules.write_po(reading.kit, language, words)


@pytest.mark.parametrize("path", KITS, ids=lambda path: path.name)
def test_the_editor_s_check_agrees_with_the_one_of_the_files(path: Path) -> None:
    reading = read_kit(path)
    assert reading.kit is not None
    assert check(reading.kit, reading.copy, reading.media) == []


def test_the_shipped_kits_are_a_campaign_of_three_mails_and_an_event() -> None:
    kits = {path.name: read_kit(path).kit for path in KITS}
    campaign, event = kits["ransomware-readiness"], kits["zero-trust-lunch"]
    assert campaign is not None
    assert [(step.asset, step.day) for step in campaign.steps] == [("email-1", 0), ("email-2", 3), ("email-3", 7)]
    assert campaign.talk_page is campaign.asset("readiness")
    assert {post.network for post in campaign.asset("posts").posts} == {"linkedin", "x", "facebook"}
    assert event is not None
    assert event.kind == "event"
    assert [step.offset for step in event.steps if step.audience == "invited"] == ["-21d", "-14d", "-7d"]


def test_a_small_kit_is_read_as_it_is_written(tmp_path: Path) -> None:
    reading = read_kit(write_kit(tmp_path))
    assert reading.publishable
    kit = reading.kit
    assert kit is not None
    assert [asset.key for asset in kit.assets] == ["email-1", "email-2", "landing", "posts"]
    intro = kit.asset("email-1").block("intro")
    assert intro is not None
    assert (intro.region, intro.max_length) == ("text", 200)
    assert intro.fields["text"] == (
        "Hi {{ first_name | there }},\n\nhere is **one** question, and [a page](page:landing) with the answer."
    )
    points = kit.asset("email-1").block("points")
    assert points is not None
    assert points.items() == ["First point", "Second point"]
    assert reading.copy["de"]["kit.title"] == Segment("Kleines Paket", reviewed=True, source="Small kit")
    assert not reading.copy["de"]["email-1.subject"].reviewed


def test_a_folder_without_a_kit_says_so(tmp_path: Path) -> None:
    reading = read_kit(tmp_path)
    assert reading.kit is None
    assert not reading.publishable
    assert "There is no kit.toml" in reading.problems[0].message


def test_missing_translations_are_a_note_and_no_obstacle(tmp_path: Path) -> None:
    reading = read_kit(write_kit(tmp_path))
    assert [one.blocking for one in reading.problems] == [False]
    assert "17 texts have no German words yet" in reading.problems[0].message


def test_a_changed_source_makes_its_translation_stale_and_no_other(tmp_path: Path) -> None:
    changed = write_kit(tmp_path, {"assets/email-1.toml": ('"One question"', '"One last question"')})
    reading = read_kit(changed)
    assert reading.publishable
    stale = [one for one in reading.problems if "have changed" in one.message]
    assert [(one.place, one.file, one.line, one.blocking) for one in stale] == [
        ("email-1.subject", "copy/de.po", 10, False)
    ]


def test_one_broken_file_is_reported_alone(tmp_path: Path) -> None:
    broken = {"assets/landing.toml": 'kind = "page"\ntitle = "The answer\n'}
    reading = read_kit(write_kit(tmp_path, dict(broken)))
    assert [f"{one.file}:{one.line}" for one in reading.problems] == ["assets/landing.toml:2"]
    assert not reading.publishable


EVENT = """\
slug = "small"
kind = "event"
title = "Small event"
summary = "One mail and one page."
audience = "Everybody"
minutes = 2
source_language = "en"
languages = ["en"]

[[step]]
asset = "email-1"
offset = "-7d"
audience = "invited"

[[step]]
asset = "email-2"
offset = "at once"
audience = "registered"
""" + "".join(
    f'\n[[step]]\nasset = "email-2"\noffset = "at once"\naudience = "{name}"\n'
    for name in ("waitlisted", "offered", "moved", "cancelled")
)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('offset = "-7d"', 'offset = "a week before"', 12, "not a time before or after"),
        ('audience = "invited"', 'audience = "invitees"', 13, 'Did you mean "invited"'),
        ('offset = "at once"', 'offset = "-1d"', 1, "Nobody would get a confirmation"),
        ('audience = "offered"', 'audience = "attended"', 1, "a seat has become free"),
        ('audience = "moved"', 'audience = "attended"', 1, "hear that the event was moved"),
        ('audience = "cancelled"', 'audience = "attended"', 1, "hear that the event was cancelled"),
        ('offset = "-7d"', "day = 7", 12, '"day" is not a key that belongs here'),
    ],
)
def test_a_broken_event_kit_is_refused(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    folder = write_kit(tmp_path, {"kit.toml": EVENT.replace(old, new, 1), "copy/de.po": None})
    said = [(one.file, one.line, f"{one.message} {one.fix}") for one in read_kit(folder).problems]
    assert any(file == "kit.toml" and at == line and words in text for file, at, text in said), said


def test_an_event_kit_s_steps_ascend_for_each_audience(tmp_path: Path) -> None:
    folder = write_kit(tmp_path, {"kit.toml": EVENT, "copy/de.po": None})
    assert read_kit(folder).problems == []
    later = '\n[[step]]\nasset = "email-1"\noffset = "-8d"\naudience = "invited"\n'
    problems = read_kit(write_kit(tmp_path / "b", {"kit.toml": EVENT + later, "copy/de.po": None})).problems
    assert [(one.line, one.place) for one in problems] == [(42, "step.6.offset")]


@pytest.mark.parametrize(
    ("offset", "minutes"),
    [("-21d", -30240), ("-2h", -120), ("+30min", 30), ("+1d 10:00", 2040), ("at once", None), ("soon", None)],
)
def test_offsets_count_from_the_event(offset: str, minutes: int | None) -> None:
    assert rules.offset_minutes(offset) == minutes


def test_a_choice_needs_its_options(tmp_path: Path) -> None:
    reading = read_kit(write_kit(tmp_path))
    assert reading.kit is not None
    email = reading.kit.asset("email-1")
    blocks = tuple(replace(one, region="choice") if one.id == "intro" else one for one in email.blocks)
    kit = replace(reading.kit, assets=(replace(email, blocks=blocks), *reading.kit.assets[1:]))
    assert [one.place for one in check(kit, reading.copy, reading.media) if one.blocking] == ["email-1.intro.options"]
