"""What is still heard of a mail after its reader was erased."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Suppression
from tcma.base.keyed import keyed
from tcma.delivery.models import DeliveryEvent, Message, Receipt
from tcma.delivery.rules import MessageState, Outcome
from tcma.rights.actions import erase_person
from tests.delivery.events import event, told
from tests.delivery.world import answered, begun
from tests.launches.world import build


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
