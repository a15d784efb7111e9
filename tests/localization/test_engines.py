"""deep-translator's engines, mended: against LibreTranslate's API before the real apertium, and hostile servers.

A body on the wire is all there is between us and any of them, so nothing here is pretended but the server.
"""

import threading
import time
from collections.abc import Callable

import pytest

from tcma.adapters.translate.codes import google_code, mymemory_code
from tcma.adapters.translate.engines import Google, LibreTranslate, MyMemory
from tcma.localization.actions import machine_text
from tcma.localization.ports import Later, Never, Translator
from tests.fixtures.engine import Answer, EngineServer, engine_server, said

SECRET, KEY = "Confidential words", "key-of-the-server"


def libre(server: EngineServer, seconds: float = 20) -> LibreTranslate:
    return LibreTranslate(server.url, KEY, seconds=seconds)


def test_english_becomes_spanish_by_a_real_engine_and_what_stays_stays(spanish_engine: EngineServer) -> None:
    made = machine_text(
        libre(spanish_engine), "Hi {{ first_name | friend }}, **save 20%** with [the new house](talk) of Northgate.\n\n"
        "The house is red.", source="en", target="es", terms=["Northgate"],
    )  # fmt: skip
    assert not made.reason
    first, _gap, second = made.text.split("\n")
    assert second == "La casa es roja."
    assert first.startswith("Hola {{ first_name | amigo }}, **")
    assert "(talk)" in first
    assert "20%" in first
    assert "Northgate" in first
    assert "casa nueva" in first


def test_texts_and_keys_go_into_the_body_and_never_into_the_address(spanish_engine: EngineServer) -> None:
    libre(spanish_engine).translate([SECRET], "en", "es")
    assert spanish_engine.paths == ["/translate"]
    assert spanish_engine.asked[0] | {"q": SECRET, "api_key": KEY, "format": "text"} == spanish_engine.asked[0]


def test_a_server_without_keys_is_sent_none() -> None:
    with engine_server(lambda asked: said("hola")) as server:
        LibreTranslate(server.url, seconds=5).translate(["hello"], "en", "es")
        assert "api_key" not in server.asked[0]


@pytest.mark.parametrize("target", ["ca", "uk", "pt-BR", "he", "zh-TW"])
def test_languages_that_the_library_has_never_heard_of_are_asked_for(target: str) -> None:
    with engine_server(lambda asked: said(asked["target"])) as server:
        assert libre(server).translate(["hello"], "en", target) == [target]


def test_a_country_the_server_does_not_know_is_left_out() -> None:
    def answer(asked: dict[str, str]) -> Answer:
        return Answer(400, {"error": "pt-BR is not supported"}) if "-" in asked["target"] else said("olá")

    with engine_server(answer) as server:
        assert libre(server).translate(["hello"], "en", "pt-BR") == ["olá"]


HTML = Answer(body=b"<html><body>Sign in to the network</body></html>", kind="text/html")


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (HTML, Later, "web page"),
        (Answer(500, {"error": SECRET}), Later, "HTTP 500"),
        (Answer(503, b"", "text/html"), Later, "HTTP 503"),
        (Answer(302, b"", "text/html", {"Location": "https://elsewhere.example/"}), Later, "HTTP 302"),
        (Answer(404, b"no", "text/html"), Later, "TRANSLATION_URL"),
        (Answer(429, {"error": "Slowdown"}, headers={"Retry-After": "7"}), Later, "too many"),
        (Answer(body={}), Later, "nobody understands"),
        (Answer(body={"other": 1}), Later, "nobody understands"),
        (Answer(body=[]), Later, "nobody understands"),
        (Answer(body={"translatedText": ["a", "b"]}), Later, "no text"),
        (Answer(body=b"{" * 5000), Later, "web page"),
        (Answer(body=b'"' + b"x" * 1_100_000 + b'"'), Never, "1 MB"),
        (Answer(400, {"error": "Invalid request"}), Never, "HTTP 400"),
        (Answer(413, b"", "text/html"), Never, "too long"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, Answer) else None,
)
def test_a_hostile_answer_is_later_or_never_and_says_nothing_of_what_was_sent(
    answer: Answer, error: type[Exception], words: str
) -> None:
    with engine_server(lambda asked: answer) as server, pytest.raises(error, match=words) as caught:
        libre(server).translate([SECRET], "en", "es")
    assert SECRET not in repr(caught.value)
    assert KEY not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_a_server_that_asks_for_time_gets_it() -> None:
    slow_down = Answer(429, {}, headers={"Retry-After": "7"})
    with engine_server(lambda asked: slow_down) as server, pytest.raises(Later) as caught:
        libre(server).translate(["hello"], "en", "es")
    assert caught.value.wait == 7


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(403, {"error": "Please contact the server operator to get an API key"}), "key"),
        (Answer(400, {"error": "Invalid API key"}), "key"),
        (Answer(400, {"error": "es is not supported"}), "language"),
    ],
)
def test_what_concerns_every_text_says_so(answer: Answer, code: str) -> None:
    with engine_server(lambda asked: answer) as server, pytest.raises(Never) as caught:
        libre(server).translate(["hello"], "en", "es")
    assert caught.value.code == code
    assert caught.value.all_texts


@pytest.mark.parametrize("hang", ["no answer", "drop by drop"])
def test_a_server_that_hangs_is_left_after_the_time_that_was_set(hang: str) -> None:
    drip = 0.05 if hang == "drop by drop" else 0.0

    def answer(asked: dict[str, str]) -> Answer:
        if not drip:
            time.sleep(3)
        return Answer(body={"translatedText": "x" * 500}, drip=drip)

    with engine_server(answer) as server:
        began = time.monotonic()
        with pytest.raises(Later):
            libre(server, seconds=0.5).translate(["hello"], "en", "es")
        assert time.monotonic() - began < 2.5


def test_a_server_that_is_not_there_is_asked_later() -> None:
    with engine_server(lambda asked: HTML) as server:
        gone = server.url
    with pytest.raises(Later, match="not reached"):
        LibreTranslate(gone, seconds=2).translate(["hello"], "en", "es")


def test_a_hundred_kilobytes_go_in_pieces_that_join_again() -> None:
    text = "This is one sentence of many. " * 3500
    with engine_server(lambda asked: said(asked["q"])) as server:
        assert libre(server).translate([text.strip()], "en", "es") == [text.strip()]
        assert len(server.asked) > 20
        assert max(len(asked["q"]) for asked in server.asked) <= 5000


def test_threads_do_not_mix_their_texts_up() -> None:
    with engine_server(lambda asked: said(f"{asked['target']} {asked['q']}")) as server:
        engine, wrong = libre(server), []

        def run(target: str) -> None:
            for number in range(25):
                text = f"{target}-{number}"
                if engine.translate([text], "en", target) != [f"{target} {text}"]:
                    wrong.append(text)

        threads = [threading.Thread(target=run, args=(target,)) for target in ("es", "fr", "de", "it")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []


def google_page(asked: dict[str, str]) -> Answer:
    page = f'<html><div class="result-container">{asked["q"].upper()}</div></html>'
    return Answer(body=page.encode(), kind="text/html")


def test_googles_page_is_read_and_its_codes_are_its_own() -> None:
    with engine_server(google_page) as server:
        assert Google(server.url, seconds=5).translate(["hello ⟦0⟧"], "en", "he") == ["HELLO ⟦0⟧"]
        assert (server.asked[0]["sl"], server.asked[0]["tl"]) == ("en", "iw")


def test_google_gives_nothing_back_for_what_has_no_words_and_the_text_stays() -> None:
    with engine_server(google_page) as server:
        assert Google(server.url, seconds=5).translate(["⟦0⟧ + ⟦1⟧"], "en", "es") == ["⟦0⟧ + ⟦1⟧"]


def test_a_page_of_googles_that_has_no_translation_is_later() -> None:
    with engine_server(lambda asked: HTML) as server, pytest.raises(Later) as caught:
        Google(server.url, seconds=5).translate([SECRET], "en", "es")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(("build", "limit"), [(Google, 5000), (MyMemory, 500)])
def test_texts_over_an_engines_limit_go_in_pieces(build: Callable[..., Translator], limit: int) -> None:
    def answer(asked: dict[str, str]) -> Answer:
        if build is Google:
            return google_page(asked)
        return Answer(body={"responseData": {"translatedText": asked["q"].upper()}, "matches": []})

    text = " ".join(["One sentence with ⟦0⟧ in it.", "word" * 400, "Ünïcödé " * 90])
    with engine_server(answer) as server:
        done = build(server.url, seconds=5).translate([text.strip()], "en", "es")[0]
    assert done == text.strip().upper()
    assert max(len(asked["q"].encode()) for asked in server.asked) < limit


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ("MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY.", Later),
        ("'XX' IS AN INVALID TARGET LANGUAGE . EXAMPLE: LANGPAIR=EN|IT", Never),
    ],
)
def test_a_refusal_of_mymemory_is_no_translation(told: str, error: type[Exception]) -> None:
    answer = Answer(body={"responseData": {"translatedText": told}, "matches": []})
    with engine_server(lambda asked: answer) as server, pytest.raises(error):
        MyMemory(server.url, seconds=5).translate(["hello"], "en", "es")


def test_mymemory_is_asked_for_countries_and_over_tls() -> None:
    assert MyMemory.ADDRESS.startswith("https://")
    assert [mymemory_code(tag) for tag in ("en", "es", "pt-BR", "he")] == ["en-US", "es-ES", "pt-BR", "he-IL"]
    assert [google_code(tag) for tag in ("nb", "zh-TW", "zh-CN", "pt-BR", "fr")] == ["no", "zh-TW", "zh-CN", "pt", "fr"]
