"""Answers by mail: what was written above what is quoted, what nobody wrote, whose answer it is, and what follows."""

from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.adapters.mailboxes import Maildir
from tcma.base.db import new_id
from tcma.base.settings import Settings
from tcma.base.tools import provide, use
from tcma.branding.actions import set_office
from tcma.branding.models import BrandKit
from tcma.branding.rules import Contact, OfficeFacts
from tcma.composing.models import Composition
from tcma.delivery import actions as delivery
from tcma.delivery.models import Attempt, Message, MessageAttachment, Step, StepContent
from tcma.leads.actions import take_response
from tcma.tracking import jobs
from tcma.tracking.actions import replying, take_reply
from tcma.tracking.models import Response, Touch
from tcma.tracking.ports import ReplyMailbox
from tcma.tracking.rules import Channel, ResponseKind, TouchKind
from tcma.tracking.rules.replies import read_reply, without_quote
from tests.tracking.world import NOW, Sent, World

DOMAIN = "answers.northgate.example"
SENDERS = ["northgate.example"]
OURS = ["@northgate.example", "r-abc@answers.northgate.example"]


def answer(to: str, text: str = "Call me on Tuesday.", *, sender: str = "Sara Sample <sara@alnoor.example>",
           refers: str = "", **headers: str) -> bytes:
    """As a mail program writes it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "Re: Would you know within the hour?"
    if refers:
        mail["In-Reply-To"] = refers
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


@pytest.mark.parametrize(("text", "written"), [
    ("Yes.\n\nOn Tue, 12 May 2026 at 10:00, Kestrel <hello@northgate.example> wrote:\n> Would you know?\n", "Yes."),
    ("Yes.\n\nOn Tue, 12 May 2026 at 10:00, Kestrel via\n<hello@northgate.example> wrote:\n\n> Would", "Yes."),
    ("Ja, gern.\n\nAm 12.05.2026 um 10:00 schrieb Kestrel:\n\n> Würden Sie es merken?", "Ja, gern."),
    ("نعم.\n\nفي الثلاثاء كتب Kestrel:\n> سؤال", "نعم."),
    ("Ja.\r\n\r\nVon: Kestrel <hello@northgate.example>\r\nGesendet: Dienstag\r\nBetreff: x\r\n\r\nHallo", "Ja."),
    ("Yes.\n\n-----Original Message-----\nFrom: Kestrel\nHello", "Yes."),
    ("Yes.\n________________________________\nFrom: Kestrel", "Yes."),
    ("One.\n\n\n\n\nTwo: three.", "One.\n\nTwo: three."),
    ("Kestrel wrote:\n> quoted first\nand below", "and below"),
    ("", ""),
], ids=[
    "gmail", "gmail, wrapped", "german", "arabic", "outlook", "outlook, plain", "a line", "no quote", "below", "none",
])
def test_what_is_kept_is_above_what_is_quoted(text: str, written: str) -> None:
    assert without_quote(text, OURS) == written


@given(st.text(max_size=400))
def test_whatever_is_written_nothing_is_made_up(text: str) -> None:
    kept = without_quote(text, OURS)
    assert all(line.strip() in text.replace("\r\n", "\n") for line in kept.split("\n"))


@given(st.binary(max_size=600))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert isinstance(read_reply(raw, domain=DOMAIN, senders=SENDERS).text, str)


@pytest.mark.parametrize("raw", [
    b"From: =?utf-8?b?a?= <a@b.example>\r\nSubject: =?utf-8?b?abcde?=\r\n\r\n",
    b"From: =?x-none?b?!!?= <a@b.example>\r\nContent-Type: text/plain; charset=none\r\n\r\n\xff\xfe",
    b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-16\r\n\r\nabc",
    b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x--",
    b"From: \xff\xfe\r\nTo: \xff\r\nSubject: \xff\r\n\r\n\0\0",
    b"From: a@b.example\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
])
def test_a_broken_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    found = read_reply(raw, domain=DOMAIN, senders=SENDERS)
    assert "\0" not in found.text + found.subject + found.name


def test_html_alone_is_read_without_its_quote_and_styles() -> None:
    mail = EmailMessage()
    mail["From"] = "=?utf-8?q?J=C3=B6rg?= <joerg@alnoor.example>"
    mail.set_content("<html><head><style>p {x}</style></head><body><p>Yes,&nbsp;please.</p><p>J&ouml;rg</p>"
                     "<blockquote><p>Would you know?</p></blockquote></body></html>", subtype="html")
    found = read_reply(mail.as_bytes(), domain=DOMAIN, senders=SENDERS)
    assert (found.name, found.text) == ("Jörg", "Yes,\xa0please.\nJörg".replace("\xa0", " "))


@pytest.mark.parametrize(("headers", "why"), [
    ({"Auto_Submitted": "auto-replied"}, "automatic"), ({"X_Autoreply": "yes"}, "automatic"),
    ({"Precedence": "bulk"}, "automatic"), ({"Return_Path": "<>"}, "a report of a mail server"),
    ({"X_SES_Spam_Verdict": "FAIL"}, "spam"), ({"X_SES_Virus_Verdict": "FAIL"}, "spam"),
    ({"Auto_Submitted": "no", "X_SES_Spam_Verdict": "PASS"}, ""),
])
def test_what_nobody_wrote_is_known(headers: dict[str, str], why: str) -> None:
    assert read_reply(answer("x@y.example", **headers), domain=DOMAIN, senders=SENDERS).automatic == why
    own = answer("x@y.example", sender=f"r-abc@{DOMAIN}")
    assert read_reply(own, domain=DOMAIN, senders=SENDERS).automatic == "our own"


@pytest.fixture
def mailed(world: World, session: Session) -> Sent:
    """Sara got a mail of Kestrel's launch; Kestrel's person for answers is Bob."""
    provide(Settings, use(Settings).model_copy(update={"reply_domain": DOMAIN, "reply_mailbox": "maildir:/x"}))
    session.add(BrandKit(partner_id=world.partner_id, colour="#204080", on_colour="#ffffff", ink="#204080",
                         contact_email=world.bob.email, updated_at=NOW))
    session.flush()
    return world.mail(world.contact())


def address(world: World) -> str:
    return delivery.reply_address(world.launch_id, instead="no@where.example")


def take(session: Session, raw: bytes) -> str:
    return take_reply(session, raw, domain=DOMAIN, public_url="https://go.example", now=NOW)


def passed_on(session: Session) -> list[tuple[Message, Step, Composition]]:
    rows = session.execute(
        select(Message, Step, Composition).join(Step, Step.id == Message.step_id)
        .join(StepContent, StepContent.step_id == Step.id)
        .join(Composition, Composition.id == StepContent.composition_id)
        .where(Step.origin.in_((replying.REPLY_ORIGIN, replying.STRANGER_ORIGIN))).order_by(Message.id)
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


def test_an_answer_is_a_response_and_goes_on_to_the_partners_person(
    world: World, session: Session, mailed: Sent
) -> None:
    raw = answer(address(world))
    for _ in range(2):
        assert take(session, raw) == ""
    response = session.scalars(select(Response)).one()
    assert (response.kind, response.contact_id, response.launch_id, response.answers) == (
        ResponseKind.REPLY, mailed.message.contact_id, world.launch_id, {"message": "Call me on Tuesday."})
    touch = session.get_one(Touch, response.touch_id)
    assert (touch.kind, touch.channel, touch.counts, touch.asset_id) == (
        TouchKind.REPLY, Channel.EMAIL, True, world.assets["email-1"].id)
    lead = take_response(session, response_id=response.id, now=NOW)
    assert lead is not None
    assert lead.partner_id == world.partner_id
    (message, step, mail), = passed_on(session)
    assert (message.email, step.reply_to, step.service) == (world.bob.email, "sara@alnoor.example", True)
    assert mail.subject == "Re: Would you know within the hour?"
    assert "Call me on Tuesday." in mail.text
    assert f"https://go.example/contacts/{mailed.message.contact_id}" in mail.text
    file = session.scalars(select(MessageAttachment).where(MessageAttachment.message_id == message.id)).one()
    assert (file.name, file.data) == ("answer.eml", raw)


def test_who_answers_from_another_address_is_known_by_the_mail_it_refers_to(
    world: World, session: Session, mailed: Sent
) -> None:
    attempt = session.scalars(select(Attempt).where(Attempt.message_id == mailed.message.id)).one()
    for ses_id, refers in (("0107-a", "<0107-a@eu-central-1.amazonses.com>"), ("<b@northgate.example>",) * 2):
        attempt.ses_message_id = ses_id
        session.flush()
        assert take(session, answer(address(world), sender="sara@home.example", refers=refers)) == ""
    found = session.scalars(select(Response.contact_id)).all()
    assert found == [mailed.message.contact_id] * 2


def test_a_strangers_answer_goes_on_and_says_so_and_is_no_response(
    world: World, session: Session, mailed: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "STRANGERS", 2)
    said = [take(session, answer(address(world), f"{number}", sender="who@else.example", refers="<nothing@of.ours>"))
            for number in range(3)]  # fmt: skip
    assert said == ["", "", "too many of strangers"]
    assert session.scalar(select(func.count()).select_from(Response)) == 0
    assert all("not come from an address that you wrote to" in mail.text for _, _, mail in passed_on(session))
    assert take(session, answer(address(world), "a known one")) == ""


def test_only_addresses_that_we_signed_lead_anywhere(world: World, session: Session, mailed: Sent) -> None:
    good = address(world)
    forged = good[:5] + ("a" if good[5] != "a" else "b") + good[6:]
    assert take(session, answer(forged)) == "not to an address that we signed"
    assert take(session, answer(good.replace(DOMAIN, "evil.example"))) == "not to an address that we signed"
    other = delivery.reply_address(new_id(), instead="")
    assert take(session, answer(other)) == "nothing that we sent"
    assert delivery.answered_origin(delivery.bounce_address(UUID(int=1), domain=DOMAIN), domain=DOMAIN) is None
    assert passed_on(session) == []


def test_another_partners_person_who_has_the_address_is_a_stranger_to_it(
    world: World, session: Session, mailed: Sent
) -> None:
    assert world.charlie.partner_id is not None
    world.contact("other@firm.example", partner_id=world.charlie.partner_id)
    assert take(session, answer(address(world), sender="other@firm.example")) == ""
    assert session.scalar(select(func.count()).select_from(Response)) == 0
    (message, step, _), = passed_on(session)
    assert (message.email, step.partner_id) == (world.bob.email, world.partner_id)


def test_a_mail_that_is_too_large_goes_on_without_its_files(
    world: World, session: Session, mailed: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "LARGEST", 100)
    assert take(session, answer(address(world))) == ""
    assert session.scalar(select(func.count()).select_from(MessageAttachment)) == 0
    assert "too large to be passed on" in passed_on(session)[0][2].text


def test_what_an_answer_says_can_make_neither_header_nor_markup(world: World, session: Session, mailed: Sent) -> None:
    raw = answer(address(world), "<script>x</script>{{email}}",)
    raw = raw.replace(b"Subject: Re:", b"Subject: =?utf-8?q?a=0D=0ABcc:_x=40y.example?= Re:")
    raw = raw.replace(b"From: Sara Sample", b"From: =?utf-8?q?Sara=E2=80=A8Bcc:_x?=")
    assert take(session, raw) == ""
    _, step, mail = passed_on(session)[0]
    assert "\n" not in mail.subject + step.sender + step.reply_to
    assert "<script" not in mail.html


def test_where_nobody_is_named_any_more_it_goes_to_who_was_there_first(
    world: World, session: Session, mailed: Sent
) -> None:
    session.get_one(BrandKit, world.partner_id).contact_email = ""
    assert take(session, answer(address(world))) == ""
    assert passed_on(session)[0][0].email == world.alice.email


def test_an_answer_to_a_mail_in_an_offices_brand_goes_to_the_person_of_that_office(
    world: World, session: Session, mailed: Sent
) -> None:
    facts = OfficeFacts("Munich", contact=Contact("Bea Sample", "bea@south.example"))
    office = set_office(session, partner_id=world.partner_id, office_id=None, facts=facts, logo=None, now=NOW)
    session.get_one(Composition, mailed.page.composition_id).office_id = office.id
    session.flush()
    assert take(session, answer(address(world))) == ""
    assert passed_on(session)[0][0].email == "bea@south.example"


def test_without_a_mailbox_answers_go_straight_to_the_partner(world: World) -> None:
    provide(Settings, use(Settings).model_copy(update={"reply_domain": None}))
    assert address(world) == "no@where.example"


def test_the_job_reads_the_mailbox_and_leaves_only_what_broke(
    world: World, session: Session, mailed: Sent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(answer(address(world)))
    (tmp_path / "new" / "2").write_bytes(b"Subject: win\r\n\r\nmoney")
    box = Maildir(tmp_path)
    provide(ReplyMailbox, box)
    assert jobs.any_replies(session) == [""]
    session.commit()
    jobs.read_replies()
    assert box.read(10) == []
    assert session.scalar(select(func.count()).select_from(Response)) == 1
    for name in ("3", "4"):
        (tmp_path / "new" / name).write_bytes(f"Subject: {name}\r\n\r\n".encode())
    monkeypatch.setattr(jobs, "take_reply", lambda _session, raw, **_more: "" if b"4" in raw else 1 / 0)
    with pytest.raises(ExceptionGroup, match="could not be taken"):
        jobs.read_replies()
    assert [handle for handle, _ in box.read(10)] == ["3"]
