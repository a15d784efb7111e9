"""The redirect: at once, only to what is ours, and nothing else happens."""

import base64
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.adapters.hits import ValkeyHits
from tcma.base import tokens
from tcma.base.clock import ClockOffset
from tcma.base.db import new_id
from tcma.base.tools import provide
from tcma.tracking import jobs
from tcma.tracking.models import Hit, Response, Touch
from tcma.tracking.ports import HitBuffer
from tcma.tracking.rules import CLICK, VISIT, HitKind, pair, token_payload
from tcma.tracking.views.ticking import ticking
from tests.tables import tables
from tests.tracking.world import CHROME, Sent, World, dated_earlier

BROWSER = {"User-Agent": CHROME}


def token(sent: Sent, purpose: str = CLICK) -> str:
    return tokens.sign(purpose, token_payload(sent.message.id, sent.page.id))


def test_a_click_is_sent_on_at_once_and_noted_for_later(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, world: World, session: Session
) -> None:
    answer = client.get(f"/r/{token(sent)}", headers={**BROWSER, "Sec-Purpose": "prefetch"})

    assert answer.status_code == 302
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert session.scalar(select(func.count(Hit.id))) == 0
    ((_, hit),) = buffer.read(10)
    assert (hit.link_id, hit.message_id, hit.method) == (sent.page.id, sent.message.id, "GET")
    assert (hit.agent, hit.ip, hit.prefetch) == (CHROME, "127.0.0.1", "prefetch")
    assert abs(hit.received_at - world.db_now()) < timedelta(seconds=2)


def test_our_own_page_learns_which_mail_led_to_it(client: FlaskClient, buffer: ValkeyHits, sent: Sent) -> None:
    place = urlsplit(client.get(f"/r/{token(sent)}", headers=BROWSER).headers["Location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == sent.page.url
    (visit,) = parse_qs(place.query)["v"]
    assert pair(tokens.read(VISIT, visit)) == (sent.message.id, sent.page.id)


def test_another_site_learns_nothing(client: FlaskClient, buffer: ValkeyHits, sent: Sent) -> None:
    elsewhere = tokens.sign(CLICK, token_payload(sent.message.id, sent.other.id))
    assert client.get(f"/r/{elsewhere}", headers=BROWSER).headers["Location"] == "https://northgate.example/paper"


@pytest.mark.parametrize("trick", ["next=https://evil.example", "url=//evil.example", "to=https://evil.example"])
def test_the_query_decides_nothing(client: FlaskClient, buffer: ValkeyHits, sent: Sent, trick: str) -> None:
    answer = client.get(f"/r/{token(sent)}?{trick}", headers=BROWSER)
    assert "evil" not in answer.headers["Location"]


def test_the_clicked_hit_becomes_a_touch(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated_earlier(monkeypatch, timedelta(seconds=5))  # the hit is five seconds old at once
    client.get(f"/r/{token(sent)}", headers=BROWSER)
    jobs.ingest()
    assert session.scalar(select(func.count(Touch.id))) == 1


def test_head_is_a_machine(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    dated_earlier(monkeypatch, timedelta(seconds=5))
    answer = client.head(f"/r/{token(sent)}", headers=BROWSER)
    jobs.ingest()
    assert answer.status_code == 302
    assert session.scalars(select(Hit.kind)).all() == [HitKind.MACHINE]
    assert session.scalar(select(func.count(Touch.id))) == 0


def _bit_flips(good: str) -> list[str]:
    raw = base64.urlsafe_b64decode(good + "=" * (-len(good) % 4))
    flipped = [raw[:n] + bytes([raw[n] ^ (1 << (n % 8))]) + raw[n + 1 :] for n in range(len(raw))]
    return [base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in flipped]


def test_forged_foreign_cut_and_retired_tokens_get_the_same_friendly_page(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, session: Session
) -> None:
    good = token(sent)
    bad = [
        *_bit_flips(good),
        good[:-1],
        good[:20],
        good + "A",
        "x",
        "%00",
        "ünïcode",
        token(sent, VISIT),
        token(sent, "unsubscribe"),
        tokens.sign(CLICK, b""),
        tokens.sign(CLICK, sent.message.id.bytes),
        tokens.sign(CLICK, token_payload(sent.message.id, new_id())),
    ]
    answers = [client.get(f"/r/{one}", headers=BROWSER) for one in bad]
    assert {answer.status_code for answer in answers} == {404}
    pages = {re.search(r"<main.*</main>", answer.get_data(as_text=True), re.DOTALL)[0] for answer in answers}  # type: ignore[index]  # if it is missing, that is the failure
    assert len(pages) == 1
    assert "This link is not in use" in pages.pop()
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    assert buffer.read(10) == []
    assert session.scalar(select(func.count(Hit.id))) == 0


def test_without_valkey_the_hit_goes_into_the_database(client: FlaskClient, sent: Sent, session: Session) -> None:
    provide(HitBuffer, ValkeyHits(Redis.from_url("redis://127.0.0.1:1/0")))
    assert client.get(f"/r/{token(sent)}", headers=BROWSER).status_code == 302
    assert session.scalars(select(Hit.kind)).all() == [HitKind.NEW]


def test_a_hit_is_dated_by_product_time(
    client: FlaskClient, buffer: ValkeyHits, sent: Sent, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.add(ClockOffset(id=1, offset=timedelta(days=3)))
    session.flush()
    monkeypatch.setattr(ticking, "_asked", float("-inf"))
    client.get(f"/r/{token(sent)}", headers=BROWSER)
    monkeypatch.setattr(ticking, "_asked", float("-inf"))
    ((_, hit),) = buffer.read(10)
    assert hit.at - hit.received_at == timedelta(days=3)


def _counts(session: Session) -> dict[str, int]:
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables().sorted_tables
    }


def test_get_and_head_of_every_link_change_nothing_but_hits(
    client: FlaskClient, buffer: ValkeyHits, world: World, session: Session
) -> None:
    sent = world.mail(world.contact())
    before = _counts(session)
    for link in (sent.page, sent.other, sent.trap):
        address = f"/r/{tokens.sign(CLICK, token_payload(sent.message.id, link.id))}"
        for method in ("GET", "HEAD"):
            client.open(address, method=method, headers={"User-Agent": "Barracuda"})
    jobs.ingest()
    after = _counts(session)
    assert after.pop("hits") == before.pop("hits") + 6
    assert after == before
    assert session.scalar(select(func.count(Response.id))) == 0
