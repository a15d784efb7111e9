"""Publishing makes versions that never change; drafts change nothing that is published."""

from dataclasses import replace
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.base.facts import Fact
from tcma.catalogue import actions, queries, rules
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Kit, Reading, read_kit, segments
from tests.cast import MORNING
from tests.catalogue.small_kit import write_kit


@pytest.fixture
def small(tmp_path: Path) -> Reading:
    return read_kit(write_kit(tmp_path))


def publish(session: Session, reading: Reading, kit: Kit | None = None) -> KitVersion:
    kit = kit or cast(Kit, reading.kit)
    return actions.publish(session, kit=kit, copy=reading.copy, media=reading.media, actor_id=None, now=MORNING)


def draft_of(session: Session, version: KitVersion, reading: Reading, title: str | None = None) -> queries.Draft:
    return actions.start_draft(session, version=version, copy=reading.copy, title=title, actor_id=None, now=MORNING)


def write(session: Session, draft: UUID, language: str = "en", **words: str) -> queries.Draft:
    changes = {key.replace("__", ".").replace("_", "-"): text for key, text in words.items()}
    return actions.change_words(session, draft, language=language, words=changes, actor_id=None, now=MORNING)


def test_what_is_published_is_what_is_read(session: Session, small: Reading) -> None:
    version = publish(session, small)
    session.expire_all()
    found = queries.latest(session, "small")
    assert (found.id, found.number, found.title) == (version.id, 1, "Small kit")
    assert queries.kit_content(found) == small.kit
    assert queries.all_media(session, found.id) == small.media
    assert queries.media(session, found.id, "dot.svg") == small.media["dot.svg"]
    assert [row.key for row in queries.assets(session, found.id)] == ["email-1", "email-2", "landing", "posts"]
    assert queries.asset_row(session, found.id, "landing").kind == "page"
    assert [one.slug for one in queries.kits(session)] == ["small"]
    assert queries.kits(session, kind="event") == []


@settings(max_examples=15)
@given(
    title=st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Z"), exclude_characters="{}<>*[]ÃÂâ"),
        min_size=1,
        max_size=60,
    )
)
def test_any_words_are_read_back_as_they_were_published(session: Session, title: str) -> None:
    kit = Kit(
        "any", "campaign", title, title, "en", ("en",), 1, title, (rules.Step("mail"),),
        (rules.Asset("mail", "email", title, title, title, (rules.Block("signature", "signature", "partner"),)),),
    )  # fmt: skip
    if rules.check(kit, {}, {}):
        return
    version = actions.publish(session, kit=kit, copy={}, media={}, actor_id=None, now=MORNING)
    session.expire_all()
    assert queries.kit_content(queries.version(session, version.id)) == kit


def test_publishing_records_a_fact_once_per_version(session: Session, small: Reading) -> None:
    version = publish(session, small)
    assert publish(session, small).id == version.id
    facts = session.scalars(select(Fact.subject_id).where(Fact.name == actions.KIT_PUBLISHED)).all()
    assert facts == [version.id]


def test_a_changed_word_makes_a_new_version_and_leaves_the_old_one(session: Session, small: Reading) -> None:
    first = publish(session, small)
    kit = cast(Kit, small.kit)
    second = publish(session, small, rules.with_words(kit, {"email-1.subject": "Another"}))
    assert (second.number, second.kit_id) == (2, first.kit_id)
    assert queries.latest(session, "small").id == second.id
    assert queries.kit_content(queries.version(session, first.id)) == kit
    assert [one.number for one in queries.versions(session, first.kit_id)] == [2, 1]
    assert [one.version.number for one in queries.kits(session)] == [2]


def test_a_broken_kit_is_refused_and_nothing_is_half_done(session: Session, small: Reading) -> None:
    kit = replace(cast(Kit, small.kit), steps=())
    with pytest.raises(actions.NotPublishable) as refused:
        publish(session, small, kit)
    assert refused.value.problems
    assert "no steps" in str(refused.value)
    assert session.scalar(select(func.count()).select_from(KitVersion)) == 0


def test_a_campaign_does_not_become_an_event(session: Session, small: Reading) -> None:
    publish(session, small)
    kit = cast(Kit, small.kit)
    told = ("registered", "waitlisted", "offered", "moved", "cancelled")
    steps = (
        rules.Step("email-1", offset="-1d", audience="invited"),
        *(rules.Step("email-2", offset="at once", audience=name) for name in told),
    )
    with pytest.raises(actions.KindChanged):
        publish(session, small, replace(kit, kind="event", steps=steps))


def test_what_is_not_there_is_not_found(session: Session, small: Reading) -> None:
    version = publish(session, small)
    with pytest.raises(NotFound):
        queries.latest(session, "nothing")
    with pytest.raises(NotFound):
        queries.asset_row(session, version.id, "nothing")
    with pytest.raises(NotFound):
        queries.media(session, version.id, "nothing.svg")


def test_an_unpublished_edit_changes_nothing_of_the_published_version(session: Session, small: Reading) -> None:
    version = publish(session, small)
    draft = draft_of(session, version, small)
    write(session, draft.id, email_1__subject="Changed")
    session.expire_all()
    assert queries.kit_content(queries.latest(session, "small")) == small.kit
    changed = queries.draft(session, draft.id)
    assert segments(changed.kit)["email-1.subject"] == "Changed"
    assert changed.media == small.media


def test_a_new_kit_is_made_from_an_existing_one(session: Session, small: Reading) -> None:
    version = publish(session, small)
    draft = draft_of(session, version, small, title="Backup  month")
    assert (draft.kit.slug, draft.kit.title) == ("backup-month", "Backup month")
    assert draft.kit.assets == cast(Kit, small.kit).assets
    assert not [one for one in queries.draft_problems(draft) if one.blocking]
    assert [row.slug for row in queries.drafts(session)] == ["backup-month"]


def test_a_draft_shows_what_is_wrong_with_it(session: Session, small: Reading) -> None:
    draft = draft_of(session, publish(session, small), small)
    changed = write(session, draft.id, email_1__subject="{{ firstname }}")
    problems = [one for one in queries.draft_problems(changed) if one.blocking]
    assert [(one.place, one.file) for one in problems] == [("email-1.subject", "assets/email-1.toml")]


def test_a_kit_has_one_draft_at_a_time(session: Session, small: Reading) -> None:
    version = publish(session, small)
    draft_of(session, version, small)
    with pytest.raises(actions.DraftExists):
        draft_of(session, version, small)


def test_a_new_kit_needs_a_name_of_its_own(session: Session, small: Reading) -> None:
    version = publish(session, small)
    with pytest.raises(actions.KitExists):
        draft_of(session, version, small, title="Small")
    with pytest.raises(actions.NameMissing):
        draft_of(session, version, small, title="فحص")


def test_a_draft_of_an_overtaken_version_is_refused(session: Session, small: Reading) -> None:
    draft = draft_of(session, publish(session, small), small)
    publish(session, small, rules.with_words(cast(Kit, small.kit), {"kit.title": "Meanwhile"}))
    with pytest.raises(actions.OutOfDate):
        actions.ready_draft(session, draft.id)


def test_a_discarded_draft_is_gone(session: Session, small: Reading) -> None:
    draft = draft_of(session, publish(session, small), small)
    actions.discard(session, draft.id)
    with pytest.raises(NotFound):
        queries.draft(session, draft.id)
    with pytest.raises(NotFound):
        write(session, draft.id, kit__title="Too late")


def test_words_of_a_language_the_kit_does_not_have_are_refused(session: Session, small: Reading) -> None:
    draft = draft_of(session, publish(session, small), small)
    with pytest.raises(NotFound):
        write(session, draft.id, "fr", kit__title="Petit")
