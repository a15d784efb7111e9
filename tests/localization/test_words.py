"""What a version says in each language, and how far each is reviewed."""

from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue import actions as catalogue
from tcma.catalogue import queries as kits
from tcma.catalogue import rules as kit_rules
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Kit, Reading, Segment, read_kit, segments
from tcma.localization import actions, queries
from tcma.localization.models import SegmentText
from tcma.localization.rules import LanguageStatus, best_language, launchable, state_of
from tests.cast import MORNING
from tests.catalogue.small_kit import write_kit


@pytest.fixture
def small(tmp_path: Path) -> Reading:
    return read_kit(write_kit(tmp_path))


def publish(session: Session, reading: Reading, kit: Kit | None = None) -> KitVersion:
    kit = kit or cast(Kit, reading.kit)
    return actions.publish(session, kit=kit, copy=reading.copy, media=reading.media, actor_id=None, now=MORNING)


def test_words_are_complete_and_the_source_stands_in(session: Session, small: Reading) -> None:
    version = publish(session, small)
    german = queries.words(session, version.id, "de")
    assert german.keys() == segments(cast(Kit, small.kit)).keys()
    assert german["kit.title"] == "Kleines Paket"
    assert german["landing.headline.text"] == "The answer"
    assert queries.words(session, version.id, "en") == segments(cast(Kit, small.kit))


def test_each_language_says_how_far_it_is(session: Session, small: Reading) -> None:
    version = publish(session, small)
    assert queries.languages(session, version.id) == [LanguageStatus("en", 22, 0, 0), LanguageStatus("de", 4, 1, 17)]


def test_changed_source_words_make_a_translation_need_review_and_it_is_still_served(
    session: Session, small: Reading
) -> None:
    kit = kit_rules.with_words(cast(Kit, small.kit), {"kit.title": "Smaller kit"})
    version = publish(session, small, kit)
    assert queries.languages(session, version.id)[1] == LanguageStatus("de", 3, 2, 17)
    assert queries.words(session, version.id, "de")["kit.title"] == "Kleines Paket"


def test_publishing_the_same_twice_keeps_one_set_of_words(session: Session, small: Reading) -> None:
    publish(session, small)
    publish(session, small)
    assert session.scalar(select(func.count()).select_from(SegmentText)) == 5


def test_a_version_gives_back_the_copy_it_was_published_with(session: Session, small: Reading) -> None:
    version = publish(session, small)
    assert queries.copy_of(session, version.id) == small.copy


def test_a_published_draft_is_the_new_version_in_every_language(session: Session, small: Reading) -> None:
    version = publish(session, small)
    copy = queries.copy_of(session, version.id)
    draft = catalogue.start_draft(session, version=version, copy=copy, actor_id=None, now=MORNING)
    for language, words in (("en", {"kit.title": "Better kit"}), ("de", {"kit.title": "Besseres Paket"})):
        catalogue.change_words(
            session, draft.id, language=language, words=words, reviewed=words.keys(), actor_id=None, now=MORNING
        )
    newer = actions.publish_draft(session, draft_id=draft.id, actor_id=None, now=MORNING)
    assert newer.number == 2
    assert queries.words(session, newer.id, "de")["kit.title"] == "Besseres Paket"
    assert queries.languages(session, newer.id)[1] == LanguageStatus("de", 4, 1, 17)
    assert queries.words(session, version.id, "de")["kit.title"] == "Kleines Paket"
    with pytest.raises(NotFound):
        kits.draft(session, draft.id)


def test_a_draft_with_a_problem_is_not_published_and_stays(session: Session, small: Reading) -> None:
    version = publish(session, small)
    draft = catalogue.start_draft(session, version=version, copy=small.copy, actor_id=None, now=MORNING)
    broken = {"email-1.subject": "x" * 91}
    catalogue.change_words(session, draft.id, language="en", words=broken, actor_id=None, now=MORNING)
    with pytest.raises(catalogue.NotPublishable):
        actions.publish_draft(session, draft_id=draft.id, actor_id=None, now=MORNING)
    assert kits.draft(session, draft.id)
    assert kits.latest(session, "small").id == version.id


@pytest.mark.parametrize(
    ("segment", "state"),
    [
        (None, "missing"),
        (Segment(""), "missing"),
        (Segment("Titel"), "needs_review"),
        (Segment("Titel", reviewed=True), "approved"),
        (Segment("Titel", reviewed=True, source="Title"), "approved"),
        (Segment("Titel", reviewed=True, source="Old title"), "needs_review"),
    ],
)
def test_a_translation_is_approved_when_a_person_reviewed_it_against_the_present_words(
    segment: Segment | None, state: str
) -> None:
    assert state_of(segment, "Title") == state


@pytest.mark.parametrize(
    ("status", "strict", "lenient"),
    [
        (LanguageStatus("de", 5, 0, 0), True, True),
        (LanguageStatus("de", 4, 1, 0), False, True),
        (LanguageStatus("de", 4, 0, 1), False, False),
    ],
)
def test_a_language_is_launched_when_complete_and_reviewed_as_the_programme_asks(
    status: LanguageStatus, strict: bool, lenient: bool
) -> None:
    assert launchable(status, unreviewed=False) is strict
    assert launchable(status, unreviewed=True) is lenient


@pytest.mark.parametrize(
    ("wanted", "language"), [(["de-AT"], "de"), (["fr", "ar"], "ar"), (["fr"], "en"), ([], "en"), (["en", "de"], "en")]
)
def test_a_reader_gets_the_first_language_that_is_offered(wanted: list[str], language: str) -> None:
    assert best_language(wanted, ["en", "de", "ar"], "en") == language
