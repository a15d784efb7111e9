"""A draft on its way into a language: from the memory, by machine, or left to people."""


import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.adapters.translate.engines import LibreTranslate
from tcma.base.tools import provide
from tcma.catalogue import actions as catalogue
from tcma.catalogue import queries as kits
from tcma.catalogue.queries import Draft
from tcma.catalogue.rules import Segment
from tcma.localization import actions, queries
from tcma.localization.models import MemoryText, TranslationJob
from tcma.localization.ports import Translator
from tcma.localization.rules import ItemState, JobState, NotALanguage, digest
from tests.cast import MORNING
from tests.fixtures.engine import EngineServer
from tests.localization.drafts import INTRO, LEGAL, SUBJECT, Scripted, begin, item, no_rest, run, state, words


def test_a_draft_becomes_spanish_by_a_real_engine(
    session: Session, draft: Draft, spanish_engine: EngineServer
) -> None:
    provide(Translator, LibreTranslate(spanish_engine.url, seconds=20))
    job = begin(session, draft)
    while state(session, job) is JobState.RUNNING:  # a slice of a few seconds each
        run(session)
    spanish = words(session, draft)
    assert state(session, job) is JobState.DONE
    assert spanish["email-1.points.items"] == Segment("Primer punto\nSegundo punto", False, "First point\nSecond point")
    assert "[una página](page:landing)" in spanish[INTRO].text
    assert "{{ first_name |" in spanish[INTRO].text
    assert LEGAL not in spanish
    assert item(session, job, LEGAL).state is ItemState.PERSON
    assert not any(one.reviewed for one in spanish.values())


def test_what_was_approved_before_comes_from_the_memory_and_is_approved_at_once(
    session: Session, draft: Draft
) -> None:
    session.add(
        MemoryText(source_language="en", language="es", digest=digest("One question"), source="One question",
                   length=12, text="Una pregunta", approved_at=MORNING)
    )  # fmt: skip
    provide(Translator, engine := Scripted(lambda one: one.upper()))
    job = begin(session, draft)
    run(session)
    assert words(session, draft)[SUBJECT] == Segment("Una pregunta", True, "One question")
    assert item(session, job, SUBJECT).state is ItemState.MEMORY
    assert "One question" not in engine.asked


def test_the_memory_holds_what_was_published_approved_and_never_a_legal_text(session: Session, draft: Draft) -> None:
    for key, text_ in ((LEGAL, "Damit antworten wir Ihnen."), ("landing.form.submit", "Fragen")):
        catalogue.change_words(
            session, draft.id, language="de", words={key: text_}, reviewed=[key], actor_id=None, now=MORNING
        )
    actions.publish_draft(session, draft_id=draft.id, actor_id=None, now=MORNING)
    assert queries.remembered(session, "en", "de", "Ask") == "Fragen"
    assert queries.remembered(session, "en", "de", "Small kit") == "Kleines Paket"
    assert queries.remembered(session, "en", "de", "One question") == ""  # nobody reviewed it
    assert queries.remembered(session, "en", "de", "We use this to answer you.") == ""
    near = queries.near(session, "en", "de", "One question, one reply.")
    assert near is not None
    assert near.text == "Eine Frage, eine Antwort."
    assert 75 <= near.percent < 100


def test_a_memory_that_lost_a_name_of_the_glossary_is_not_used(session: Session, draft: Draft) -> None:
    session.add(
        MemoryText(source_language="en", language="es", digest=digest("Small kit"), source="Small kit", length=9,
                   text="Paquete", approved_at=MORNING)
    )  # fmt: skip
    actions.set_glossary(session, ["kit"])
    provide(Translator, Scripted(lambda one: one.replace("Small", "Pequeño")))
    begin(session, draft)
    run(session)
    assert words(session, draft)["kit.title"] == Segment("Pequeño kit", False, "Small kit")


def test_a_worker_that_died_over_a_text_loses_nothing_and_a_text_that_kills_is_left(
    session: Session, draft: Draft
) -> None:
    provide(Translator, Scripted(str.upper))
    job = begin(session, draft)
    for _time in range(4):  # taken up and never written down
        work = actions.take(session, job, engine="scripted")
        assert work is not None
        assert work.key == "kit.title"
        assert actions.take(session, job, engine="scripted") is None  # it is in hand
        no_rest(session)
    run(session)
    assert item(session, job, "kit.title").reason == "slow"
    assert state(session, job) is JobState.DONE
    assert words(session, draft)[SUBJECT].text == "ONE QUESTION"


def test_twice_is_once(session: Session, draft: Draft) -> None:
    provide(Translator, engine := Scripted(str.upper))
    job = begin(session, draft)
    assert begin(session, draft) == job
    work = actions.take(session, job, engine="scripted")
    assert work is not None
    made = actions.Made("UNO")
    assert actions.note(session, work, made, now=MORNING) is ItemState.MACHINE
    assert actions.note(session, work, actions.Made("DOS"), now=MORNING) is None
    session.commit()
    assert words(session, draft)["kit.title"].text == "UNO"
    run(session)
    run(session)
    assert engine.asked.count("One question") == 1
    assert "Small kit" not in engine.asked


def test_words_that_somebody_writes_meanwhile_stay(session: Session, draft: Draft) -> None:
    provide(Translator, Scripted(str.upper))
    job = begin(session, draft)
    work = actions.take(session, job, engine="scripted")
    assert work is not None
    mine = {"kit.title": "Mi paquete"}
    catalogue.change_words(
        session, draft.id, language="es", words=mine, reviewed=mine, actor_id=None, now=MORNING
    )  # fmt: skip
    assert actions.note(session, work, actions.Made("OTRO"), now=MORNING) is ItemState.PERSON
    session.commit()
    assert words(session, draft)["kit.title"] == Segment("Mi paquete", True, "Small kit")


def test_a_source_that_changes_meanwhile_is_translated_anew(session: Session, draft: Draft) -> None:
    provide(Translator, Scripted(str.upper))
    job = begin(session, draft)
    work = actions.take(session, job, engine="scripted")
    assert work is not None
    catalogue.change_words(
        session, draft.id, language="en", words={"kit.title": "Tiny kit"}, actor_id=None, now=MORNING
    )
    assert actions.note(session, work, actions.Made("SMALL KIT"), now=MORNING) is ItemState.WAITING
    session.commit()
    run(session)
    assert words(session, draft)["kit.title"] == Segment("TINY KIT", False, "Tiny kit")


def test_a_draft_that_is_thrown_away_ends_its_translations(session: Session, draft: Draft) -> None:
    provide(Translator, Scripted(str.upper))
    begin(session, draft)
    catalogue.discard(session, draft.id)
    session.commit()
    run(session)
    assert session.scalar(select(TranslationJob.id)) is None


def test_a_stopped_one_writes_nothing_more(session: Session, draft: Draft) -> None:
    provide(Translator, Scripted(str.upper))
    job = begin(session, draft)
    work = actions.take(session, job, engine="scripted")
    assert work is not None
    actions.stop(session, job)
    assert actions.note(session, work, actions.Made("UNO"), now=MORNING) is None
    session.commit()
    run(session)
    assert words(session, draft) == {}


def test_what_is_no_language_or_the_kits_own_is_refused(session: Session, draft: Draft) -> None:
    for tag in ("xx", "en", "", "spanish!"):
        with pytest.raises(NotALanguage):
            begin(session, draft, tag)
    with pytest.raises(actions.NoEngine):
        actions.begin(session, draft.id, language="es", engine="", actor_id=None, now=MORNING)


def test_no_words_are_in_the_way_of_a_job_into_a_language_that_is_complete(session: Session, draft: Draft) -> None:
    provide(Translator, engine := Scripted(str.upper))
    keys = list(kits.draft(session, draft.id).copy["de"])
    job = begin(session, draft, "de")
    run(session)
    assert state(session, job) is JobState.DONE
    german = words(session, draft, "de")
    assert [german[key].text for key in keys] == [draft.copy["de"][key].text for key in keys]
    assert "Small kit" not in engine.asked
