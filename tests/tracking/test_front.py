"""The front before Flask: keys that change, tricks, answers that look alike, and a browser's number where it may be."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse, create_environ

from tcma.adapters.hits import ValkeyHits
from tcma.base import tokens
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.tracking import jobs
from tcma.tracking.models import Hit, Touch
from tcma.tracking.ports import QUICK, HitBuffer
from tcma.tracking.rules import CLICK, RawHit, token_payload
from tcma.tracking.rules.browsers import COOKIE
from tcma.tracking.views import places
from tcma.tracking.views.ticking import ticking
from tests.tracking.world import CHROME, Sent, World, dated_earlier

NEW, OLD = (2, b"a key that came later, 32 bytes."), (1, b"a test signs with this key, 32 b.")
HUMAN = {"User-Agent": CHROME, "Accept-Language": "de"}


@pytest.fixture
def under(settings: Settings, session: Session) -> Callable[..., None]:
    """Other settings from now on."""
    return lambda **other: provide(Settings, settings.model_copy(update=other))


def address(sent: Sent) -> str:
    return f"/r/{tokens.sign(CLICK, token_payload(sent.message.id, sent.page.id))}"


def kept(buffer: ValkeyHits) -> list[RawHit]:
    return [hit for _, hit in buffer.read(100)]


def page_of(answer: TestResponse) -> str:
    found = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_link_of_an_old_key_still_leads_on_and_new_ones_are_of_the_new_key(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, under: Callable[..., None]
) -> None:
    old = address(sent)
    under(secret_keys=(NEW, OLD))
    assert client.get(old, headers=HUMAN).status_code == 302
    assert address(sent) != old
    assert client.get(address(sent), headers=HUMAN).status_code == 302
    assert len(kept(buffer)) == 2


def test_a_link_of_a_retired_key_gets_the_page_that_a_forged_one_gets(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, under: Callable[..., None]
) -> None:
    old = address(sent)
    under(secret_keys=(NEW,))
    retired, forged = client.get(old, headers=HUMAN), client.get("/r/forged", headers=HUMAN)
    assert (retired.status_code, page_of(retired)) == (404, page_of(forged))
    assert "Location" not in retired.headers
    assert kept(buffer) == []


def test_a_key_with_the_number_of_a_retired_one_opens_nothing_of_it(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, under: Callable[..., None]
) -> None:
    old = address(sent)
    under(secret_keys=((1, NEW[1]),))
    assert client.get(old, headers=HUMAN).status_code == 404


@pytest.mark.parametrize(
    "trick",
    ["?next=https://evil.example", "?url=//evil.example", "?next=/hq&url=javascript:alert(1)", "?v=forged",
     "?redirect=https%3A%2F%2Fevil.example%2F%0d%0aSet-Cookie:%20a=b", "#https://evil.example"],
)  # fmt: skip
def test_what_is_added_to_a_link_changes_nothing(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, trick: str
) -> None:
    plain, tricked = (client.get(address(sent) + more, headers=HUMAN) for more in ("", trick))
    assert tricked.headers["Location"] == plain.headers["Location"]
    assert "Set-Cookie" not in tricked.headers


@pytest.mark.parametrize(
    "path", ["/", "/https://evil.example", "//evil.example", "%2f%2fevil.example", "/../../hq", "%00", "%0d%0a"]
)
def test_what_follows_a_token_leads_nowhere(client: FlaskClient, buffer: ValkeyHits, sent: Sent, path: str) -> None:
    answer = client.get(address(sent) + path, headers=HUMAN, follow_redirects=True)
    assert answer.status_code == 404
    assert {one.request.host for one in (*answer.history, answer)} == {"localhost"}
    assert kept(buffer) == []


def test_another_host_in_the_request_leads_nobody_there(client: FlaskClient, buffer: ValkeyHits, sent: Sent) -> None:
    spoken = {**HUMAN, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert "evil" not in client.get(address(sent), headers=spoken).headers["Location"]


def test_a_token_that_is_replayed_is_one_click(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated_earlier(monkeypatch, timedelta(seconds=5))
    for _ in range(20):
        client.get(address(sent), headers=HUMAN)
    jobs.ingest()
    assert session.scalar(select(func.count(Hit.id))) == 20
    assert session.scalar(select(func.count(Touch.id))) == 1


def test_the_route_behind_the_front_answers_the_same(
    app: Flask, client: FlaskClient, buffer: ValkeyHits, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the application without its front has the same, more slowly."""
    ahead = client.get(address(sent), headers=HUMAN)
    monkeypatch.setattr(app, "wsgi_app", app.wsgi_app._application)  # type: ignore[attr-defined]  # the front's
    behind = client.get(address(sent), headers=HUMAN)
    assert (behind.status_code, behind.headers["Location"]) == (302, ahead.headers["Location"])
    assert {name: behind.headers[name] for name in dict(ahead.headers)} == dict(ahead.headers)
    assert len(kept(buffer)) == 2


def test_other_methods_are_the_applications_and_keep_nothing(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent
) -> None:
    assert client.post(address(sent)).status_code in (400, 405)
    assert client.delete(address(sent)).status_code in (400, 405)
    assert client.options(address(sent)).status_code == 200
    assert kept(buffer) == []


def test_while_the_database_is_away_known_links_lead_on_and_others_say_so(
    app: Flask, client: FlaskClient, buffer: ValkeyHits, sent: Sent, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, unknown = address(sent), f"/r/{tokens.sign(CLICK, token_payload(sent.message.id, sent.other.id))}"
    client.get(known, headers=HUMAN)

    def away() -> None:
        raise OperationalError("SELECT", {}, Exception("no connection"))

    monkeypatch.setattr(places, "transaction", away)
    monkeypatch.setattr(app, "testing", False)
    assert client.get(known, headers=HUMAN).status_code == 302
    answer = client.get(unknown, headers=HUMAN)
    assert answer.status_code == 503
    assert len(kept(buffer)) == 2


def test_an_agent_with_a_nul_in_it_holds_nothing_up(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, session: Session
) -> None:
    client.get(address(sent), environ_overrides={"HTTP_USER_AGENT": "Mozilla/5.0 (\0" + "x" * 1000})
    jobs.ingest()
    (agent,) = session.scalars(select(Hit.agent))
    assert agent.startswith("Mozilla/5.0 (x")
    assert len(agent) < 401


@pytest.mark.parametrize(
    ("scheme", "headers", "signs"),
    [
        ("http", {}, ""),
        ("https", {}, "https"),
        ("https", {"Accept-Language": "de", "Sec-Fetch-Mode": "navigate"}, "https lang mode:navigate"),
        ("https", {"Sec-Fetch-Mode": "no-cors; <script>"}, "https mode:no-corsscript"),
        ("https", {"DNT": "1"}, "https private"),
        ("http", {"Sec-GPC": "1"}, "private"),
        ("http", {"DNT": "0"}, ""),
    ],
)
def test_of_how_it_was_asked_a_few_words_are_kept(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, scheme: str, headers: dict[str, str], signs: str
) -> None:
    client.get(address(sent), headers=headers, environ_overrides={"wsgi.url_scheme": scheme})
    assert [hit.signs for hit in kept(buffer)] == [signs]


def test_by_default_no_browser_gets_a_number(client: FlaskClient, buffer: ValkeyHits, sent: Sent) -> None:
    client.set_cookie(COOKIE, "A" * 22)
    answer = client.get(address(sent), headers=HUMAN)
    assert "Set-Cookie" not in answer.headers
    assert [hit.visitor for hit in kept(buffer)] == [""]


def at_once(app: Flask, path: str) -> list[str]:
    """Status lines of what a server that can't wait gets."""
    environ = create_environ(path, headers=HUMAN)
    said: list[str] = []
    written: list[bytes] = []
    environ[QUICK] = True

    def start(status: str, headers: list[tuple[str, str]], info: object = None, /) -> Callable[[bytes], object]:
        said.append(status)
        return written.append

    assert b"".join(app.wsgi_app(environ, start)) == b""
    return said


def test_at_once_a_link_is_followed_only_from_memory(
    app: Flask, client: FlaskClient, buffer: ValkeyHits, sent: Sent
) -> None:
    other = f"/r/{tokens.sign(CLICK, token_payload(sent.message.id, sent.other.id))}"
    client.get(other, headers=HUMAN)  # the clock is remembered now
    path = address(sent)
    assert at_once(app, path) == []
    client.get(path, headers=HUMAN)
    assert at_once(app, path) == ["302 Found"]
    assert at_once(app, "/r/forged") == at_once(app, "/s/nothing") == at_once(app, "/hq") == []
    assert len(kept(buffer)) == 3


def test_at_once_nothing_is_kept_while_valkey_is_away(
    app: Flask, client: FlaskClient, buffer: ValkeyHits, sent: Sent, session: Session
) -> None:
    path = address(sent)
    client.get(path, headers=HUMAN)
    provide(HitBuffer, ValkeyHits(Redis.from_url("redis://127.0.0.1:1/0")))
    assert at_once(app, path) == []
    assert session.scalar(select(func.count(Hit.id))) == 0
    assert client.get(path, headers=HUMAN).status_code == 302
    assert session.scalar(select(func.count(Hit.id))) == 1


def test_at_once_the_clock_is_not_asked(
    app: Flask, client: FlaskClient, buffer: ValkeyHits, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(address(sent), headers=HUMAN)
    monkeypatch.setattr(ticking, "_asked", float("-inf"))
    assert at_once(app, address(sent)) == []
