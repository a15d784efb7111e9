import http.client
import mailbox
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tcma.trial.ses import RunningSimulator, running_simulator
from tests.trial.ses.conftest import Inbox, bulk, client_of, entry, simple
from tests.trial.ses.test_raw import invite


class Page:
    def __init__(self, status: int, headers: dict[str, str], body: str) -> None:
        self.status, self.headers, self.body = status, headers, body


@pytest.fixture
def visit(sim: RunningSimulator) -> Callable[..., Page]:
    def visiting(path: str, method: str = "GET", **headers: str) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", int(sim.url.rpartition(":")[2]))
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        page = Page(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        connection.close()
        return page

    return visiting


def test_the_mailbox_lists_mails_newest_first_and_says_what_it_is(
    sim: RunningSimulator, client: Any, visit: Callable[..., Page]
) -> None:
    assert "No mail yet" in visit("/").body
    client.send_email(**simple("first@example.com"))
    client.send_email(**simple("bounce@simulator.amazonses.com"))

    page = visit("/").body
    assert "This is a simulator" in page
    assert page.index("bounce@simulator") < page.index("first@example.com")
    assert "Refused, no such address" in page


def test_the_mailbox_is_searched_and_paged(client: Any, visit: Callable[..., Page]) -> None:
    for _ in range(3):
        client.send_bulk_email(**bulk(*[entry(f"p{k}@example.com") for k in range(20)]))
    client.send_email(**simple("ruth@example.com"))

    assert visit("/").body.count("<li>") == 50
    assert visit("/?page=2").body.count("<li>") == 11
    assert visit("/?q=RUTH+lunch").body.count("<li>") == 1
    assert "No mail matches" in visit("/?q=nobody").body


def test_a_mails_page_shows_text_headers_tags_source_and_events(
    sim: RunningSimulator, client: Any, visit: Callable[..., Page]
) -> None:
    mail = simple(EmailTags=[{"Name": "attempt", "Value": "a-17"}],
                  FromEmailAddress="=?utf-8?q?J=C3=B6rg?= <j@northgate.example>")
    long = f"<http://127.0.0.1:8000/u/{'x' * 300}>"
    mail["Content"]["Simple"]["Headers"] = [{"Name": "List-Unsubscribe", "Value": long}]
    message_id = client.send_email(**mail)["MessageId"]
    sim.settle()

    page = visit("/m/0").body
    for expected in ("Come at noon.", "Jörg", "a-17", "List-Unsubscribe", message_id, "Product told"):
        assert expected in page
    assert visit(f"/m/{message_id}").status == 200
    source = visit("/m/0/source")
    assert source.headers["content-type"].startswith("text/plain")
    assert f"List-Unsubscribe: {long}\r\n" in source.body
    assert "multipart/alternative" in source.body


def test_the_rendered_mail_is_cut_off_from_the_page(client: Any, visit: Callable[..., Page]) -> None:
    mail = simple()
    mail["Content"]["Simple"]["Body"]["Html"]["Data"] = (
        "<html><head><title>x</title></head><body><script>top.location='/'</script><a href='http://127.0.0.1/'>go</a>"
    )
    client.send_email(**mail)

    document = visit("/m/0/html")
    policy = document.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert '<head><base target="_blank">' in document.body
    outer = visit("/m/0")
    assert 'sandbox="allow-popups' in outer.body
    assert "<script" not in outer.body
    nonce = re.search(r'<style nonce="([^"]+)"', outer.body)
    assert nonce is not None
    assert f"style-src 'nonce-{nonce[1]}'" in outer.headers["content-security-policy"]


def test_words_of_a_mail_are_escaped_on_the_page(client: Any, visit: Callable[..., Page]) -> None:
    mail = simple()
    mail["Content"]["Simple"]["Subject"]["Data"] = "<script>alert(1)</script>"
    mail["Content"]["Simple"]["Body"] = {"Text": {"Data": "</pre><img src=x>"}}
    client.send_email(**mail)

    for path in ("/", "/m/0", "/m/0/html"):
        assert "<script>alert" not in visit(path).body
        assert "<img src=x>" not in visit(path).body


def test_the_file_of_a_mime_message_is_named_and_can_be_taken(client: Any, visit: Callable[..., Page]) -> None:
    client.send_email(Content={"Raw": {"Data": invite().as_bytes()}})

    page = visit("/m/0").body
    assert "Attachments" in page
    assert "lunch.ics" in page
    taken = visit("/m/0/attachments/0")
    assert taken.body.split() == ["BEGIN:VCALENDAR", "END:VCALENDAR"]
    assert taken.headers["content-disposition"] == "attachment; filename=lunch.ics"
    assert visit("/m/0/attachments/1").status == 404


def test_an_unknown_mail_gets_a_page_and_a_404(visit: Callable[..., Page]) -> None:
    for path in ("/m/7", "/m/x-y", "/m/7/html", "/m/7/source", "/nowhere"):
        page = visit(path)
        assert page.status == 404
        assert "That mail is not here" in page.body


def test_the_page_speaks_the_readers_language_and_direction(visit: Callable[..., Page]) -> None:
    assert '<html lang="ar" dir="rtl">' in visit("/", Accept_Language="ar-AE,ar;q=0.9").body
    assert '<html lang="en" dir="ltr">' in visit("/", Accept_Language="fi").body


def test_one_click_unsubscribes_at_the_product_only(
    sim: RunningSimulator, inbox: Inbox, client: Any, visit: Callable[..., Page]
) -> None:
    product = inbox.url.removesuffix("/receipts/sns")
    for address in (f"{product}/u/token", "http://elsewhere.example/u/token"):
        mail = simple()
        mail["Content"]["Simple"]["Headers"] = [
            {"Name": "List-Unsubscribe", "Value": f"<{address}>"},
            {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
        ]
        client.send_email(**mail)

    assert "Unsubscribe as this mail" in visit("/m/0").body
    assert "Unsubscribe as this mail" not in visit("/m/1").body
    assert visit("/m/1/unsubscribe", "POST").status == 404
    answer = visit("/m/0/unsubscribe", "POST")
    assert (answer.status, answer.headers["location"]) == (303, "/m/0?unsubscribed=200")
    assert inbox.forms == [("/u/token", b"List-Unsubscribe=One-Click")]
    assert "Unsubscribed. The product answered 200." in visit(answer.headers["location"]).body


@pytest.mark.parametrize(("headers", "status"), [
    ({"Origin": "http://evil.example"}, 403), ({"Host": "evil.example"}, 421),
])
def test_another_site_cannot_drive_the_simulator(
    sim: RunningSimulator, visit: Callable[..., Page], headers: dict[str, str], status: int
) -> None:
    assert visit("/_sim/faults", "DELETE", **headers).status == status


def test_the_products_address_is_linked_and_its_pictures_allowed(start: Callable[..., RunningSimulator]) -> None:
    sim = start(product_url="http://localhost:8123")
    client_of(sim.url).send_email(**simple())
    connection = http.client.HTTPConnection("127.0.0.1", int(sim.url.rpartition(":")[2]))
    connection.request("GET", "/")
    assert 'href="http://localhost:8123"' in connection.getresponse().read().decode()
    connection.close()


def test_a_reader_answers_where_the_product_reads_answers(tmp_path: Path) -> None:
    box = tmp_path / "answers"
    with running_simulator(tmp_path / "ses", answers=box, answer_domain="answers.example") as sim:
        client = client_of(sim.url)
        for reply_to in ("r-abc@answers.example", "someone@kestrel.example"):
            client.send_email(**simple("ruth@example.com"), ReplyToAddresses=[reply_to])
        status = [posted(sim, f"/m/{number}/answer", text="Ja, gern.\r\nRuth") for number in (0, 1)]
    assert status == [303, 404]
    mail, = mailbox.Maildir(box, create=False)
    assert (mail["From"], mail["To"]) == ("ruth@example.com", "r-abc@answers.example")
    assert mail["In-Reply-To"].endswith("@eu-central-1.amazonses.com>")
    assert "Ja, gern." in str(mail.get_payload())


def posted(sim: RunningSimulator, path: str, **fields: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", int(sim.url.rpartition(":")[2]))
    connection.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
    status = connection.getresponse().status
    connection.close()
    return status
