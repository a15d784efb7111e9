"""The mails of an event as a mail program gets them: one entry of the calendar, put in, replaced, taken out."""

import base64
from datetime import timedelta
from threading import Event as Flag
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalPace
from tcma.adapters.ses import SesMailer, ses_client
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.delivery.jobs import deliver_batch
from tcma.delivery.models import Step
from tcma.delivery.ports import Mailer, Pace
from tcma.events import actions
from tcma.trial.ses import RunningSimulator
from tests.events.world import LUNCH, NOW, World


@pytest.fixture
def post(simulator: RunningSimulator, settings: Settings) -> RunningSimulator:
    """The real mailer, and the simulator it hands over to."""
    provide(Mailer, SesMailer(ses_client(settings), settings.ses_configuration_set))
    provide(Pace, LocalPace())
    provide(Flag, Flag())
    return simulator


def delivered(session: Session, post: RunningSimulator, email: str) -> list[tuple[str, Any]]:
    """(the calendar's method, its entry) of every mail to this person that has one, oldest first."""
    session.flush()
    for step_id in session.scalars(select(Step.id).order_by(Step.due_at)).all():
        while deliver_batch(step_id):
            pass
    found = []
    for mail in post.mails(to=email):
        for file in mail["attachments"]:
            calendar: Any = Calendar.from_ical(base64.b64decode(file["data"]))
            found.append((str(calendar["METHOD"]), calendar.walk("VEVENT")[0]))
    return found


def test_one_entry_is_put_in_replaced_and_taken_out(session: Session, world: World, post: RunningSimulator) -> None:
    event = world.published()
    one = world.registers(event)
    world.registers(event, "Jonas")
    actions.move(session, event, plan=world.plan(starts_at=LUNCH + timedelta(days=7)), now=NOW + timedelta(hours=1))
    delivered(session, post, "")
    actions.cancel(session, event, now=NOW + timedelta(hours=2))
    found = delivered(session, post, "sara@reader.example")
    assert found[-1][0] == "CANCEL"
    assert {method for method, _ in found[:-1]} == {"REQUEST"}
    assert {str(entry["UID"]) for _, entry in found} == {f"{one.id}@northgate.example"}
    numbers = [entry["SEQUENCE"] for _, entry in found]
    assert numbers == sorted(set(numbers))
    assert {str(entry["ATTENDEE"]) for _, entry in found} == {"mailto:sara@reader.example"}
    assert found[-1][1]["DTSTART"].dt == LUNCH + timedelta(days=7)


def test_an_entry_goes_in_a_mail_of_its_own_to_whoever_has_a_seat(
    session: Session, world: World, post: RunningSimulator
) -> None:
    event = world.published(capacity=1, languages=("ar",))
    world.registers(event, language="ar")
    world.registers(event, "Jonas")
    method, entry = delivered(session, post, "sara@reader.example")[0]
    assert (method, entry["SUMMARY"].params["LANGUAGE"]) == ("REQUEST", "ar")
    assert entry["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert delivered(session, post, "jonas@reader.example") == [], "who waits has nothing to put into a calendar"
    assert len(post.mails(to="jonas@reader.example")) == 1
    assert {request["operation"] for request in post.log()} == {"SendEmail", "SendBulkEmail"}
