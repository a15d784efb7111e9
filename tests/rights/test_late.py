"""What is still heard of a mail after its reader was erased."""

from email.message import EmailMessage
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Suppression
from tcma.base.keyed import keyed
from tcma.base.settings import Settings
from tcma.base.tools import provide, use
from tcma.composing.models import Composition
from tcma.delivery.actions import reply_address
from tcma.delivery.models import Attempt, DeliveryEvent, Message, MessageAttachment, Receipt, Step
from tcma.delivery.rules import MessageState, Outcome
from tcma.rights.actions import erase_person
from tcma.tracking.actions import take_reply
from tcma.tracking.models import Response
from tests.delivery.events import event, told
from tests.delivery.world import answered, begun
from tests.launches.world import NOW, build


@pytest.fixture
def sent(session: Session) -> tuple[UUID, str]:
    """The attempt of a mail that is on its way, and whom it is to."""
    world = build(session)
    launch = world.begun()
    session.commit()
    step_id, email = world.steps(launch)[0].id, world.people["Sara"].email
    attempts: dict[str, UUID] = {}
    while email not in attempts:  # a batch is of one language
        attempts |= {message.email: attempt_id for attempt_id, message in begun(step_id).messages.items()}
    return attempts[email], email


def test_a_mail_in_the_air_arrives_and_is_counted_as_nobody_s(session: Session, sent: tuple[UUID, str]) -> None:
    attempt, email = sent
    erase_person(email)
    answered([attempt], Outcome.ACCEPTED)
    told(event(attempt, email))
    session.expire_all()
    message = session.scalars(select(Message).where(Message.email == "", Message.state == MessageState.ACCEPTED)).one()
    assert message.headline == "delivered"
    assert all(receipt.body == {} for receipt in session.scalars(select(Receipt)))


def test_a_complaint_after_the_erasure_still_stops_everyone_and_names_nobody(
    session: Session, sent: tuple[UUID, str]
) -> None:
    attempt, email = sent
    erase_person(email)
    told(event(attempt, email, "complained"))
    session.expire_all()
    rows = session.execute(select(Suppression.scope, Suppression.addr_key, Suppression.reason)).all()
    assert {tuple(row) for row in rows} == {
        ("programme", keyed(email), "erased"), ("global", keyed(email), "complained"),
    }  # fmt: skip
    assert [event.detail for event in session.scalars(select(DeliveryEvent))] == [""]
    assert all(receipt.body == {} for receipt in session.scalars(select(Receipt)))


def test_of_an_answer_that_was_passed_on_neither_words_nor_file_are_left(
    session: Session, sent: tuple[UUID, str]
) -> None:
    attempt, email = sent
    provide(Settings, use(Settings).model_copy(update={"reply_domain": "answers.northgate.example"}))
    launch_id = session.scalars(
        select(Step.origin_id).join(Message, Message.step_id == Step.id)
        .join(Attempt, Attempt.message_id == Message.id).where(Attempt.id == attempt)
    ).one()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = email, reply_address(launch_id, instead=""), "Re: your mail"
    mail.set_content("My number is 040 555 0188.")
    why = take_reply(session, mail.as_bytes(), domain="answers.northgate.example", public_url="https://x", now=NOW)
    session.commit()
    assert why == ""
    assert session.scalar(select(func.count()).select_from(MessageAttachment)) == 1
    erase_person(email)
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(MessageAttachment)) == 0
    assert session.scalars(select(Response.answers)).all() == [{}]
    for one in session.scalars(select(Composition).where(Composition.version_id.is_(None))):
        assert email not in one.html + one.text
        assert "555 0188" not in one.html + one.text
