"""What each reply, and each silence, of a mail server proves. One transaction a mail, whatever comes."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from email import message_from_bytes, policy
from threading import Thread

import pytest

from tcma.adapters.smtp import Server, SmtpMailer
from tcma.delivery.ports import Batch, Later
from tcma.delivery.rules import Attachment, Outcome
from tcma.delivery.rules.holds import HoldReason, Standing
from tests.adapters.conftest import a_batch
from tests.adapters.smtp_server import HANG_UP, RESET, SILENCE, Script, SmtpTwin, running

Start = Callable[..., tuple[SmtpMailer, SmtpTwin]]


@pytest.fixture
def start() -> Iterator[Start]:
    """A server with these habits, and a mailer for it."""
    with ExitStack() as stack:
        def make(*, connections: int = 3, patience: float = 0.3, deadline: float = 10, **habits: object
                 ) -> tuple[SmtpMailer, SmtpTwin]:
            twin = stack.enter_context(running(SmtpTwin(**habits)))  # type: ignore[arg-type]  # by name
            mailer = SmtpMailer(Server.of(twin.url, connect_timeout=2, read_timeout=patience), connections=connections,
                                domains=["northgate.example"], rate=70, deadline=deadline)
            stack.callback(mailer.close)
            return mailer, twin

        yield make


def outcomes(mailer: SmtpMailer, batch: Batch) -> list[Outcome]:
    return [answer.outcome for answer in mailer.send(batch)]


def to_second(command: str, reply: str) -> Script:
    """The second such command gets this reply, all others what is usual."""
    return lambda name, _line, number: reply if name == command and number == 2 else None


@pytest.mark.parametrize("pipelining", [True, False])
def test_every_mail_arrives_once_and_in_whole(start: Start, pipelining: bool) -> None:
    mailer, twin = start(pipelining=pipelining)
    batch = a_batch(20)
    answers = mailer.send(batch)
    assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED] * 20
    assert sorted(rcpt for _, rcpt, _ in twin.taken) == sorted(f"RCPT TO:<{entry.email}>" for entry in batch.entries)
    assert twin.early == 0
    by_id = {answer.ses_message_id: entry for answer, entry in zip(answers, batch.entries, strict=True)}
    for mail, rcpt, raw in twin.taken:
        message = message_from_bytes(raw, policy=policy.default)
        entry = by_id[str(message["Message-ID"])]
        assert rcpt == f"RCPT TO:<{entry.email}>"
        assert mail == f"MAIL FROM:<kestrel@northgate.example> SIZE={len(raw)}"
        assert message["To"] == entry.email
        assert message["Date"].datetime.tzinfo is not None
        text = message.get_body(("plain",))
        assert text is not None
        assert text.get_content() == f"Hello {entry.values['first_name']}"
    assert {answer.detail for answer in answers} == {f"250 2.0.0 Ok: queued as Q{n}" for n in range(1, 21)}


def test_connections_are_kept_for_the_next_batch(start: Start) -> None:
    mailer, twin = start()
    for _ in range(4):
        assert set(outcomes(mailer, a_batch(5))) == {Outcome.ACCEPTED}
    assert (twin.connections, len(twin.taken)) == (3, 20)


def test_pipelined_mails_cost_one_round_trip_each(start: Start) -> None:
    mailer, twin = start(connections=1, delay=0.02, patience=5)
    mailer.send(a_batch(1))
    begun = time.monotonic()
    assert set(outcomes(mailer, a_batch(20))) == {Outcome.ACCEPTED}
    assert 0.42 <= time.monotonic() - begun < 0.42 * 2.5, "one by one it would be 1.6 s"
    assert twin.connections == 1


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize(("reply", "outcome"), [
    ("450 4.2.0 come again", Outcome.RETURNED), ("550 5.1.1 nobody here", Outcome.REFUSED),
    ("530 5.7.0 authenticate first", Outcome.RETURNED),
])
def test_a_refusal_is_for_one_mail_and_the_others_go_on(
    start: Start, command: str, reply: str, outcome: Outcome, pipelining: bool
) -> None:
    mailer, twin = start(connections=1, script=to_second(command, reply), pipelining=pipelining)
    answers = mailer.send(a_batch(4))
    assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED, outcome, Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert answers[1].detail == reply
    assert [rcpt for _, rcpt, _ in twin.taken] == [f"RCPT TO:<person{n}@example.com>" for n in (0, 2, 3)]
    assert twin.connections == 1
    assert twin.early == 0


def test_a_server_that_wants_data_for_a_refused_recipient_gets_an_empty_message(start: Start) -> None:
    def script(name: str, line: str, _number: int) -> str | None:
        if name == "RCPT" and "person1@" in line:
            return "550 nobody here"
        return "354 go on anyway" if name == "DATA" else None

    mailer, twin = start(connections=1, script=script)
    assert outcomes(mailer, a_batch(3)) == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.ACCEPTED]
    assert len(twin.taken) == 2


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("fault", [HANG_UP, RESET, SILENCE, "421 4.3.2 shutting down", "what", "999 what"])
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_what_breaks_before_the_final_dot_was_certainly_not_accepted(
    start: Start, command: str, fault: str, pipelining: bool
) -> None:
    mailer, twin = start(connections=1, script=to_second(command, fault), pipelining=pipelining)
    found = outcomes(mailer, a_batch(4))
    first = found[0]
    assert set(found[1:]) <= {Outcome.RETURNED, Outcome.REFUSED, Outcome.ACCEPTED}
    assert found[1] is Outcome.RETURNED
    assert first is Outcome.ACCEPTED or (first is Outcome.UNKNOWN and pipelining)
    accepted = [n for n, outcome in enumerate(found) if outcome is Outcome.ACCEPTED]
    taken = [rcpt for _, rcpt, _ in twin.taken]
    assert {f"RCPT TO:<person{n}@example.com>" for n in accepted} <= set(taken)
    assert len(taken) == len(set(taken))
    returned = {f"RCPT TO:<person{n}@example.com>" for n, each in enumerate(found) if each is Outcome.RETURNED}
    assert not returned & set(taken)


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("fault", [HANG_UP, RESET, "taken, then silence", "what", "354 what"])
def test_what_breaks_after_the_final_dot_is_known_to_nobody(start: Start, fault: str, pipelining: bool) -> None:
    mailer, twin = start(connections=1, script=to_second("END", fault), pipelining=pipelining)
    found = outcomes(mailer, a_batch(4))
    assert found[:2] == [Outcome.ACCEPTED, Outcome.UNKNOWN]
    assert set(found[2:]) <= {Outcome.RETURNED, Outcome.ACCEPTED}
    assert twin.count("MAIL") <= 4


def test_a_body_that_is_cut_on_its_way_was_not_accepted(start: Start) -> None:
    """The server reads nothing after DATA and resets: most of a big message never left."""
    listener = socket.create_server(("127.0.0.1", 0))
    big = replace(a_batch(1), entries=[replace(a_batch(1).entries[0], attachments=[
        Attachment(f"{n}.pdf", "application/pdf", b"x" * 1_000_000) for n in range(8)])])
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    mailer = SmtpMailer(Server.of(f"smtp://127.0.0.1:{listener.getsockname()[1]}", read_timeout=0.3), connections=1,
                        domains=["northgate.example"], rate=1)  # fmt: skip
    def serve() -> None:
        there, _ = listener.accept()
        with there:
            there.sendall(b"220 x\r\n")
            there.recv(1000)
            there.sendall(b"250-x\r\n250 PIPELINING\r\n")
            there.recv(1000)
            there.sendall(b"250 ok\r\n250 ok\r\n354 go\r\n")
            there.recv(1000)

    thread = Thread(target=serve)
    thread.start()
    found = outcomes(mailer, big)
    thread.join(5)
    listener.close()
    assert found == [Outcome.RETURNED]


def test_other_connections_finish_what_one_did_not_begin(start: Start) -> None:
    mailer, twin = start(connections=2, script=to_second("MAIL", HANG_UP))
    found = outcomes(mailer, a_batch(10))
    assert found.count(Outcome.ACCEPTED) == 9
    assert found.count(Outcome.RETURNED) == 1
    assert len(twin.taken) == 9


def test_no_server_and_no_password_is_later(start: Start) -> None:
    mailer, twin = start(script=lambda name, _line, _n: "535 5.7.8 no" if name == "AUTH" else None,
                         extensions=("AUTH PLAIN",))
    wrong = Server.of(f"smtp://me:wrong@127.0.0.1:{twin.port}")
    refused = SmtpMailer(wrong, connections=2, domains=[], rate=1)
    with pytest.raises(Later, match="password") as said:
        refused.send(a_batch(2))
    assert said.value.hold is HoldReason.KEYS
    with pytest.raises(Later, match="password"):
        refused.standing()
    assert mailer.standing() == Standing()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Later) as said:
        SmtpMailer(Server.of(f"smtp://127.0.0.1:{port}"), connections=2, domains=[], rate=1).send(a_batch(2))
    assert said.value.hold is HoldReason.AWAY
    assert twin.taken == []
    assert mailer.rate() == 70


def test_a_connection_that_the_server_ended_meanwhile_is_not_used(start: Start) -> None:
    mailer, twin = start(connections=1)
    assert outcomes(mailer, a_batch(1)) == [Outcome.ACCEPTED]
    mailer._idle[0][0].sock.shutdown(socket.SHUT_RDWR)
    assert outcomes(mailer, a_batch(2)) == [Outcome.ACCEPTED] * 2
    assert twin.connections == 2


def test_what_is_too_late_or_too_big_does_not_leave(start: Start) -> None:
    late, twin = start(deadline=-1)
    assert outcomes(late, a_batch(3)) == [Outcome.RETURNED] * 3
    assert twin.count("MAIL") == 0
    small, twin = start(extensions=("SIZE 100",))
    assert outcomes(small, a_batch(2)) == [Outcome.REFUSED] * 2
    assert twin.count("MAIL") == 0


@pytest.mark.parametrize("email", [
    "a@example.com>\r\nRCPT TO:<eve@example.com", "a@example.com\r\n.\r\nMAIL FROM:<x@example.com>", "a b@example.com",
    "a@example.com> SIZE=1", "jörg@example.com", "a@exam\nple.com", "nobody", "a@example.com\x00",
])
def test_no_address_says_anything_else_to_the_server(start: Start, email: str) -> None:
    mailer, twin = start(connections=1)
    batch = a_batch(2)
    batch = replace(batch, entries=[replace(batch.entries[0], email=email), batch.entries[1]])
    assert outcomes(mailer, batch) == [Outcome.REFUSED, Outcome.ACCEPTED]
    assert (twin.count("RCPT"), len(twin.taken)) == (1, 1)


def test_only_the_domains_that_the_server_signs_for_are_verified(start: Start) -> None:
    mailer, _ = start()
    assert mailer.verified("Northgate.example")
    assert not mailer.verified("kestrel.example")
