"""A draft on its way into a language: from the memory, by machine, or left to people; whatever the engine does."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from tcma.adapters.translate import Guarded, LibreTranslate, Pseudo
from tcma.base.tools import provide, use
from tcma.catalogue import actions as catalogue
from tcma.catalogue import queries as kits
from tcma.catalogue.queries import Draft
from tcma.catalogue.rules import Kit, Reading, Segment, read_kit, texts
from tcma.composing.views.translating import said as told
from tcma.localization import actions, queries
from tcma.localization.jobs import due_translations, translate
from tcma.localization.models import MemoryText, TranslationItem, TranslationJob
from tcma.localization.ports import Later, Never, Translator
from tcma.localization.rules import ItemState, JobState, NotALanguage, digest, flags
from tests.cast import MORNING, programme
from tests.catalogue.small_kit import write_kit
from tests.fixtures.engine import Answer, EngineServer, engine_server, said

SUBJECT, INTRO, LEGAL = "email-1.subject", "email-1.intro.text", "landing.privacy.text"


@dataclass
class Scripted:
    """A translator that does what the test says with each text."""

    answer: Callable[[str], str]
    name: str = "scripted"
    asked: list[str] = field(default_factory=list)

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        self.asked += texts
        return [self.answer(one) for one in texts]


@pytest.fixture
def small(tmp_path: Path) -> Reading:
    return read_kit(write_kit(tmp_path))


@pytest.fixture
def draft(session: Session, small: Reading) -> Draft:
    programme(session)
    version = actions.publish(
        session, kit=cast(Kit, small.kit), copy=small.copy, media=small.media, actor_id=None, now=MORNING
    )
    copy = queries.copy_of(session, version.id)
    found = catalogue.start_draft(session, version=version, copy=copy, actor_id=None, now=MORNING)
    session.commit()
    return found


def begin(session: Session, draft: Draft, language: str = "es") -> UUID:
    job = actions.begin(
        session, draft.id, language=language, engine=use(Translator).name, actor_id=None, now=MORNING
    )
    session.commit()
    return job.id


def run(session: Session) -> None:
    """What the beat and a worker do, once."""
    for job in due_translations(session):
        translate(job)
    session.expire_all()


def words(session: Session, draft: Draft, language: str = "es") -> dict[str, Segment]:
    session.expire_all()
    return kits.draft(session, draft.id).copy.get(language, {})


def item(session: Session, job: UUID, key: str) -> TranslationItem:
    session.expire_all()
    return session.get_one(TranslationItem, (job, key))


def state(session: Session, job: UUID) -> JobState:
    session.expire_all()
    return session.get_one(TranslationJob, job).state


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


HOSTILE: dict[str, tuple[Callable[[str], str], str]] = {
    "loses a marker": (lambda one: one.replace("⟦1⟧", ""), "markers"),
    "invents a marker": (lambda one: f"{one} ⟦9⟧", "markers"),
    "doubles a marker": (lambda one: one.replace("⟦0⟧", "⟦0⟧⟦0⟧"), "markers"),
    "opens a bracket": (lambda one: f"{one} ⟦", "markers"),
    "swaps both ends of bold": (lambda one: one.replace("⟦0⟧one⟦1⟧", "⟦1⟧⟦0⟧"), "markers"),
    "gives nothing": (lambda one: "", "empty"),
    "gives blanks": (lambda one: " \n ", "empty"),
    "gives a page": (lambda one: "<html><body>Sign in</body></html>", "html"),
    "gives a program": (lambda one: one + " {{ 7 * 7 }}", "markers"),
    "gives far too much": (lambda one: one + "x" * 5000, "huge"),
    "gives a wrong encoding": (lambda one: one + " Ã©\u202e", "unreadable"),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_an_unusable_answer_leaves_the_text_untranslated_and_says_why(
    session: Session, draft: Draft, how: str
) -> None:
    answer, reason = HOSTILE[how]
    provide(Translator, Scripted(answer))
    job = begin(session, draft)
    run(session)
    assert INTRO not in words(session, draft)
    left = item(session, job, INTRO)
    assert (left.state, left.reason) == (ItemState.REFUSED, reason)
    assert state(session, job) is JobState.DONE
    assert all("⟦" not in one.text for one in words(session, draft).values())


def test_another_number_of_texts_is_no_answer(session: Session, draft: Draft) -> None:
    class Short(Scripted):
        def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
            return super().translate(texts, source, target)[:-1]

    provide(Translator, Short(str.upper))
    job = begin(session, draft)
    run(session)
    assert words(session, draft) == {}
    assert item(session, job, SUBJECT).reason == "count"


def test_a_line_that_loses_its_markers_is_tried_again_by_sentence(session: Session, draft: Draft) -> None:
    both = "We **care**. Read [this](page:landing) now."
    catalogue.change_words(
        session, draft.id, language="en", words={"landing.form.thanks": both}, actor_id=None, now=MORNING
    )

    def answer(one: str) -> str:
        return one.replace("⟦2⟧", "") if "care" in one and "Read" in one else one.upper()

    provide(Translator, Scripted(answer))
    begin(session, draft)
    run(session)
    assert words(session, draft)["landing.form.thanks"].text == "WE **CARE**. READ [THIS](page:landing) NOW."


def test_the_source_given_back_is_kept_and_shown_to_the_reviewer(session: Session, draft: Draft) -> None:
    provide(Translator, Scripted(lambda one: one))
    begin(session, draft)
    run(session)
    said_ = words(session, draft)[SUBJECT].text
    place = next(one for one in texts(draft.kit) if one.key == SUBJECT)
    assert [flag.red for flag in flags(draft.kit, place, said_, "es", [])] == [False]


@pytest.mark.parametrize("answer", [Answer(500, {}), Answer(body=b"<html>", kind="text/html"), Answer(429, {})])
def test_an_engine_that_fails_is_asked_later_and_ends_after_many_times(
    session: Session, draft: Draft, answer: Answer
) -> None:
    with engine_server(lambda asked: answer) as server:
        provide(Translator, LibreTranslate(server.url, seconds=2))
        job = begin(session, draft)
        run(session)
        assert len(server.asked) == 1
        assert due_translations(session) == []  # it has a rest
        assert "asked again" in _told(session, job)
        for _time in range(7):
            _no_rest(session)
            run(session)
        assert len(server.asked) == 8
    assert state(session, job) is JobState.FAILED
    assert item(session, job, "kit.title").attempts == 0  # it was not the text
    provide(Translator, pseudo := Pseudo())
    actions.try_again(session, job, engine=pseudo.name)
    session.commit()
    run(session)
    assert state(session, job) is JobState.DONE


def _told(session: Session, job: UUID) -> str:
    return told(queries.progress(session, session.get_one(TranslationJob, job)))


def _no_rest(session: Session) -> None:
    session.execute(update(TranslationJob).values(not_before=None, leased_until=None))
    session.commit()


def test_a_key_that_is_wrong_ends_the_job_at_once(session: Session, draft: Draft) -> None:
    with engine_server(lambda asked: Answer(403, {"error": "no"})) as server:
        provide(Translator, LibreTranslate(server.url, seconds=2))
        job = begin(session, draft)
        run(session)
        assert len(server.asked) == 1
    assert (state(session, job), session.get_one(TranslationJob, job).reason) == (JobState.FAILED, "key")
    assert item(session, job, SUBJECT).state is ItemState.WAITING


def test_one_text_that_is_refused_does_not_stop_the_others(session: Session, draft: Draft) -> None:
    def answer(asked: dict[str, str]) -> Answer:
        return Answer(400, {"error": "Invalid"}) if asked["q"] == "One question" else said(asked["q"].upper())

    with engine_server(answer) as server:
        provide(Translator, LibreTranslate(server.url, seconds=2))
        job = begin(session, draft)
        run(session)
    assert (item(session, job, SUBJECT).state, item(session, job, SUBJECT).reason) == (ItemState.REFUSED, "engine")
    assert words(session, draft)["email-2.subject"].text == "ANOTHER QUESTION"


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
        _no_rest(session)
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


def test_another_engines_work_is_left_to_it(session: Session, draft: Draft) -> None:
    provide(Translator, Scripted(str.upper, name="elsewhere"))
    begin(session, draft)
    provide(Translator, Pseudo())
    assert due_translations(session) == []


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


def test_an_engine_that_fails_again_and_again_has_a_rest_and_then_is_asked_again(session: Session) -> None:
    def fail(one: str) -> str:
        raise Later("away")

    engine, redis = Scripted(fail), use(Redis)
    guarded = Guarded(engine, redis, per_second=1000)
    for _time in range(5):
        with pytest.raises(Later) as caught:
            guarded.translate(["hello"], "en", "es")
        assert not caught.value.resting
    with pytest.raises(Later) as caught:
        Guarded(Scripted(str.upper), redis, per_second=1000).translate(["hello"], "en", "es")  # another worker
    assert caught.value.resting
    assert 0 < caught.value.wait <= 60
    assert len(engine.asked) == 5
    redis.delete("tcma:translate:rest")
    assert Guarded(Scripted(str.upper), redis, per_second=1000).translate(["a", "b"], "en", "es") == ["A", "B"]


def test_the_rate_is_kept_by_all_workers_together(session: Session) -> None:
    redis = use(Redis)
    began = time.monotonic()
    for _worker in range(3):
        Guarded(Scripted(str.upper), redis, per_second=20).translate(["a"] * 4, "en", "es")
    assert 0.5 <= time.monotonic() - began < 3


def test_an_answer_of_never_is_no_failure_of_the_engine(session: Session) -> None:
    def never(one: str) -> str:
        raise Never("no")

    guarded = Guarded(Scripted(never), use(Redis), per_second=1000)
    for _time in range(7):
        with pytest.raises(Never):
            guarded.translate(["hello"], "en", "es")


def test_nothing_of_a_text_or_a_key_is_logged(
    session: Session, draft: Draft, capfd: pytest.CaptureFixture[str]
) -> None:
    for answer in (Answer(500, {"error": "One question"}), Answer(403, {"error": "key-of-ours"})):
        with engine_server(lambda asked, answer=answer: answer) as server:  # type: ignore[misc]  # bound at once
            provide(Translator, LibreTranslate(server.url, "key-of-ours", seconds=2))
            begin(session, draft)
            run(session)
            session.execute(text("DELETE FROM translation_jobs"))
            session.commit()
    logged = "".join(capfd.readouterr())
    assert "translation" in logged
    for secret in ("key-of-ours", "Small kit", "One question", "127.0.0.1"):
        assert secret not in logged
