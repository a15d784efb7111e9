"""An engine that is away, refuses, or is asked too much: nothing is lost, and nothing of a text is told."""

import time
from uuid import UUID

import pytest
from redis import Redis
from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.adapters.translate import Guarded, Pseudo
from tcma.adapters.translate.engines import LibreTranslate
from tcma.base.tools import provide, use
from tcma.catalogue.queries import Draft
from tcma.composing.views.translating import said as told
from tcma.localization import actions, queries
from tcma.localization.jobs import due_translations
from tcma.localization.models import TranslationJob
from tcma.localization.ports import Later, Never, Translator
from tcma.localization.rules import ItemState, JobState
from tests.fixtures.engine import Answer, engine_server, said
from tests.localization.drafts import SUBJECT, Scripted, begin, item, no_rest, run, state, words


def _told(session: Session, job: UUID) -> str:
    return told(queries.progress(session, session.get_one(TranslationJob, job)))


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
            no_rest(session)
            run(session)
        assert len(server.asked) == 8
    assert state(session, job) is JobState.FAILED
    assert item(session, job, "kit.title").attempts == 0  # it was not the text
    provide(Translator, pseudo := Pseudo())
    actions.try_again(session, job, engine=pseudo.name)
    session.commit()
    run(session)
    assert state(session, job) is JobState.DONE


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


def test_another_engines_work_is_left_to_it(session: Session, draft: Draft) -> None:
    provide(Translator, Scripted(str.upper, name="elsewhere"))
    begin(session, draft)
    provide(Translator, Pseudo())
    assert due_translations(session) == []


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
