"""There and back through boto3, the simulator, its signed SNS posts and our door: nothing in between is a twin."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, text, update

from tcma.adapters.ses import SesMailer, ses_client
from tcma.audiences.models import Suppression
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.delivery import queries
from tcma.delivery.jobs import apply_receipts
from tcma.delivery.models import Message, Receipt
from tcma.delivery.ports import Mailer
from tcma.trial.ses import RunningSimulator
from tests.delivery.conftest import MakeStep
from tests.delivery.world import counted, drain

SPECIAL = ("success@simulator.amazonses.com", "bounce+1@simulator.amazonses.com", "complaint@simulator.amazonses.com")


@pytest.fixture
def step_id(live: str, simulator: RunningSimulator, make_step: MakeStep, settings: Settings) -> UUID:
    """A step to Amazon's three test addresses and one other, by the real mailer."""
    provide(Mailer, SesMailer(ses_client(settings), settings.ses_configuration_set))
    step_id = make_step(4)
    with transaction() as session:
        for number, email in enumerate(SPECIAL):
            session.execute(
                update(Message).where(Message.recipient_key == f"person{number}@example.com")
                .values(email=email, addr_key=email, recipient_key=email)
            )
    return step_id


def headlines(step_id: UUID) -> dict[str, int]:
    with transaction() as session:
        return queries.headlines(session, [step_id])


def test_what_ses_tells_comes_back_to_the_message_it_is_about(step_id: UUID, simulator: RunningSimulator) -> None:
    drain(step_id)
    simulator.settle()
    apply_receipts()
    assert counted(step_id) == {"accepted": 4}
    assert headlines(step_id) == {"delivered": 2, "bounced": 1, "complained": 1}
    assert [entry["outcome"] for entry in simulator.log()] == ["accepted"]
    with transaction() as session:
        stops = session.execute(select(Suppression.scope, Suppression.addr_key, Suppression.reason))
        assert {tuple(row) for row in stops} == {
            ("global", SPECIAL[1], "bounced"), ("global", SPECIAL[2], "complained"),
        }


def test_what_got_no_answer_is_healed_by_what_ses_tells(step_id: UUID, simulator: RunningSimulator) -> None:
    simulator.faults(reset_after=1)
    drain(step_id)
    assert counted(step_id) == {"unconfirmed": 4}
    simulator.settle()
    apply_receipts()
    assert counted(step_id) == {"accepted": 4}
    assert len(simulator.log()) == 1


def test_events_that_come_twice_or_never_leave_the_same_picture(step_id: UUID, simulator: RunningSimulator) -> None:
    simulator.faults(drop_events=2, repeat_events=5)
    drain(step_id)
    simulator.settle()
    apply_receipts()
    apply_receipts()
    assert counted(step_id) == {"accepted": 4}
    with transaction() as session:
        receipts = session.scalars(select(Receipt)).all()
    assert all(receipt.applied_at for receipt in receipts)
    assert len(receipts) == len(simulator.notifications()) - 2


def test_one_receipt_that_breaks_leaves_the_others_alone(
    step_id: UUID, simulator: RunningSimulator, deaf: Callable[[str], None]
) -> None:
    drain(step_id)
    simulator.settle()
    deaf("complained")
    with pytest.raises(ExceptionGroup, match="could not be applied"):
        apply_receipts()
    assert headlines(step_id) == {"delivered": 3, "bounced": 1}


@pytest.fixture
def deaf(database: Engine) -> Iterator[Callable[[str], None]]:
    """Call it with a kind of event, and the database refuses those."""
    def refuse(kind: str) -> None:
        with database.begin() as connection:
            connection.execute(
                text(f"ALTER TABLE delivery_events ADD CONSTRAINT deaf CHECK (kind <> '{kind}') NOT VALID")
            )

    yield refuse
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE delivery_events DROP CONSTRAINT IF EXISTS deaf"))
