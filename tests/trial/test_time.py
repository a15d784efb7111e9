"""The trial's clock: set back before the first mail, forward ever after."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import new_id
from tcma.base.errors import Refusal
from tcma.composing.rules import Note
from tcma.delivery.actions import send_note
from tcma.delivery.actions.claim import due_steps
from tcma.trial.time import advance, arrive, begin, next_due
from tests import cast
from tests.delivery.test_quiet import a_step

WEEKS = timedelta(weeks=11)
SOON = timedelta(seconds=5)


def test_a_programme_may_begin_in_the_past_and_arrive_in_the_present(session: Session) -> None:
    today = clock.now(session)
    begin(session, today - WEEKS)
    assert abs(clock.now(session) - (today - WEEKS)) < SOON
    advance(session, today - timedelta(days=2))
    assert abs(clock.now(session) - (today - timedelta(days=2))) < SOON
    assert arrive(session) == timedelta(0)
    assert abs(clock.now(session) - today) < SOON


def test_the_clock_never_goes_back_on_its_way(session: Session) -> None:
    today = clock.now(session)
    begin(session, today - WEEKS)
    advance(session, today - 2 * WEEKS)
    assert abs(clock.now(session) - (today - WEEKS)) < SOON


def test_arriving_leaves_a_clock_alone_that_is_ahead(session: Session) -> None:
    advance(session, clock.now(session) + WEEKS)
    assert arrive(session) > WEEKS - SOON


def test_once_a_mail_is_planned_the_clock_cannot_be_set_back(session: Session) -> None:
    cast.programme(session)
    note = Note(subject="S", heading="H", paragraphs=("P",), facts=(), button=None, why="W")
    send_note(session, note=note, origin="note", origin_id=new_id(), to="sample@example.com", language="en",
              partner_id=None, now=clock.now(session))
    with pytest.raises(Refusal):
        begin(session, clock.now(session) - WEEKS)


def test_what_waits_for_a_time_waits_for_it_by_the_product_clock(session: Session, wired: object) -> None:
    now = clock.now(session)
    cast.programme(session)
    later = now + timedelta(days=2)
    step = a_step(session, ["UTC"], now, local_at=later.replace(tzinfo=None))
    assert due_steps(session) == []
    assert next_due(session) == later
    advance(session, later - timedelta(hours=1))
    assert due_steps(session) == []
    advance(session, later)
    assert due_steps(session) == [step.id]
