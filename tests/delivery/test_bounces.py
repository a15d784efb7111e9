"""Bounces that come as mails: whose attempt they are about, that nobody else can say so, and what follows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import permutations
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tcma.adapters.mailboxes import Maildir
from tcma.audiences.models import Suppression
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide, use
from tcma.delivery import actions
from tcma.delivery.jobs import apply_receipts, read_bounces
from tcma.delivery.models import Attempt, DeliveryEvent, Message, Receipt
from tcma.delivery.ports import BounceMailbox
from tcma.delivery.rules import MessageState
from tcma.delivery.rules.dsn import NoReport, as_event, read_report
from tcma.delivery.rules.verp import token_in
from tests.delivery.conftest import MakeStep
from tests.delivery.events import NOON
from tests.delivery.world import drain

DOMAIN = "bounces.northgate.example"


def report(to: str, *, about: str = "person0@example.com", action: str = "failed", status: str = "5.1.1",
           at: datetime = NOON) -> bytes:
    """As a mail server writes it."""
    return f"""From: MAILER-DAEMON@mx.example.com
To: <{to}>
Date: {format_datetime(at)}
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b

I could not deliver your mail.

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
Arrival-Date: {format_datetime(at - timedelta(minutes=1))}

Final-Recipient: rfc822; {about}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user here
Last-Attempt-Date: {format_datetime(at)}

--=_b
Content-Type: text/rfc822-headers

Subject: Hello

--=_b--
""".replace("\n", "\r\n").encode()


@pytest.fixture
def attempts(live: str, make_step: MakeStep) -> dict[str, UUID]:
    """{email: attempt} of three mails that were sent."""
    step_id = make_step(3)
    drain(step_id)
    with transaction() as session:
        rows = session.execute(
            select(Message.email, Attempt.id).join(Attempt, Attempt.message_id == Message.id)
            .where(Message.step_id == step_id))
        return {row.email: row.id for row in rows}


def stored(raw: bytes) -> str:
    with transaction() as session:
        return actions.store_bounce(session, raw, domain=DOMAIN)


def state(attempt_id: UUID) -> tuple[str, str]:
    """State and headline of its message."""
    with transaction() as session:
        row = session.execute(select(Message.state, Message.headline).join(
            Attempt, Attempt.message_id == Message.id).where(Attempt.id == attempt_id)).one()
        return row.state, row.headline


def address(attempt_id: UUID) -> str:
    return actions.bounce_address(attempt_id, domain=DOMAIN)


def test_an_address_that_does_not_exist_is_never_written_to_again(attempts: dict[str, UUID]) -> None:
    attempt_id = attempts["person0@example.com"]
    assert stored(report(address(attempt_id))) == ""
    apply_receipts()
    assert state(attempt_id) == (MessageState.ACCEPTED, "bounced")
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Suppression).where(
            Suppression.addr_key == "person0@example.com")) == 1
        assert "no such user here" in session.scalars(select(DeliveryEvent.detail)).one()


def test_a_forwarded_address_is_the_one_we_wrote_to(attempts: dict[str, UUID]) -> None:
    attempt_id = attempts["person1@example.com"]
    assert stored(report(address(attempt_id), about="old@elsewhere.example")) == ""
    apply_receipts()
    assert state(attempt_id)[1] == "bounced"
    with transaction() as session:
        assert session.scalars(select(Suppression.addr_key)).all() == ["person1@example.com"]
        assert "old@elsewhere.example" in session.scalars(select(DeliveryEvent.detail)).one()


def test_the_case_of_the_address_may_change_on_the_way(attempts: dict[str, UUID]) -> None:
    local, _, domain = address(attempts["person0@example.com"]).partition("@")
    assert stored(report(f"{local.upper()}@{domain.title()}")) == ""
    assert len(local) <= 64


def forged(attempt_id: UUID, number: int) -> str:
    """Another letter at one place of the local part."""
    local, _, domain = address(attempt_id).partition("@")
    place = 2 + number % (len(local) - 3)  # the last one has spare bits
    return f"{local[:place]}{'a' if local[place] != 'a' else 'b'}{local[place + 1:]}@{domain}"


@pytest.mark.parametrize("number", range(0, 52, 3))
def test_a_signature_that_is_not_ours_says_nothing(attempts: dict[str, UUID], number: int) -> None:
    found = stored(report(forged(attempts["person0@example.com"], number)))
    assert found == "not to an address that we signed"


def test_other_mail_to_the_mailbox_says_nothing(attempts: dict[str, UUID]) -> None:
    mine = address(attempts["person0@example.com"])
    assert stored(f"To: {mine}\r\nSubject: I am away\r\n\r\nuntil Monday".encode()).startswith("not a report")
    assert stored(report("postmaster@" + DOMAIN)) == "not to an address that we signed"
    assert stored(report(mine.replace(DOMAIN, "else.example"))) == "not to an address that we signed"
    assert stored(report(address(new_id()))) == "no such attempt"
    assert stored(report(mine, action="relayed")).startswith("it says nothing")
    with transaction() as session:
        assert session.scalars(select(Receipt.id)).all() == []


def test_the_same_report_twice_is_one(attempts: dict[str, UUID]) -> None:
    raw = report(address(attempts["person0@example.com"]))
    assert [stored(raw), stored(raw)] == ["", ""]
    with transaction() as session:
        assert len(session.scalars(select(Receipt.id)).all()) == 1


def test_reports_in_any_order_end_in_one_state(attempts: dict[str, UUID]) -> None:
    told = [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "5.1.1")]
    for attempt_id, order in zip(attempts.values(), list(permutations(told))[1::2], strict=True):
        with transaction() as session:
            email = session.scalars(select(Message.email).join(
                Attempt, Attempt.message_id == Message.id).where(Attempt.id == attempt_id)).one()
        for action, status in order:
            stored(report(address(attempt_id), about=email, action=action, status=status))
            apply_receipts()
    assert {state(attempt_id) for attempt_id in attempts.values()} == {(MessageState.ACCEPTED, "bounced")}


@pytest.mark.parametrize(("status", "kind"), [
    ("5.1.1", "Permanent"), ("5.1.10", "Permanent"), ("5.2.1", "Permanent"), ("5.4.4", "Permanent"),
    ("5.7.1", "Transient"), ("5.2.2", "Transient"), ("5.3.4", "Transient"), ("4.4.7", "Transient"), ("x", "Transient"),
    ("5.1.8", "Transient"),
])
def test_only_what_says_that_the_address_is_no_good_is_for_good(status: str, kind: str) -> None:
    event = as_event(read_report(report("b@x.example", status=status)), new_id(), "person0@example.com")
    assert event is not None
    assert event["bounce"]["bounceType"] == kind


@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 900))
def test_whatever_comes_into_the_mailbox_is_a_report_or_is_none(noise: bytes, start: int, end: int) -> None:
    raw = report("b@x.example")
    for each in (noise, raw[:start] + noise + raw[end:]):
        try:
            found = read_report(each)
        except NoReport:
            continue
        event = as_event(found, new_id(), "person0@example.com")
        assert "\x00" not in repr(event)
        str(event).encode()


@given(st.text(max_size=80))
def test_no_other_address_has_a_token(text: str) -> None:
    assert token_in(f"{text}@x.example", "y.example") is None
    token = token_in(f"b-{text}@y.example", "y.example")
    assert token is None or token.isascii()


def test_the_job_reads_a_maildir_and_leaves_nothing(
    attempts: dict[str, UUID], tmp_path: Path, put: Callable[[bytes], None]
) -> None:
    put(report(address(attempts["person0@example.com"])))
    put(b"Subject: win\r\n\r\nmoney")
    provide(BounceMailbox, Maildir(tmp_path / "box"))
    provide(Settings, use(Settings).model_copy(update={"bounce_mailbox": "maildir:/x", "bounce_domain": DOMAIN}))
    read_bounces()
    apply_receipts()
    assert state(attempts["person0@example.com"])[1] == "bounced"
    assert Maildir(tmp_path / "box").read(10) == []


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], None]:
    """Deliver into a Maildir, as mail servers do."""
    for name in ("cur", "new", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)

    def deliver(raw: bytes) -> None:
        (tmp_path / "box" / "new" / str(new_id())).write_bytes(raw)

    return deliver
