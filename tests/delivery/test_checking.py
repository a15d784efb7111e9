"""The nightly look: when it is due, what it keeps, and that what is broken is told and left as it is."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from redis import Redis
from rq import Queue
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tcma.base.beat import Beat, pulse
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery import actions
from tcma.delivery.actions.checking import check_is_due
from tcma.delivery.models import DeliveryCheck, Step
from tcma.delivery.queries import broken, last_look, standing
from tcma.delivery.rules.holds import HoldReason
from tests import cast
from tests.delivery.conftest import MakeStep
from tests.delivery.world import begun, expire

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)  # 13:00 where the programme is


@pytest.mark.parametrize(("looked", "now", "due"), [
    (None, NOON, True),
    (NOON.replace(hour=3), NOON, False),
    (NOON.replace(hour=1, minute=59), NOON, True),  # 2:59 there
    (NOON.replace(hour=2), NOON.replace(hour=23, minute=30), False),  # past midnight there, and not yet 3
    (NOON.replace(hour=2), datetime(2026, 11, 3, 1, 59, tzinfo=UTC), False),
    (NOON.replace(hour=2), datetime(2026, 11, 3, 2, 0, tzinfo=UTC), True),
])  # fmt: skip
def test_it_is_due_once_a_night_where_the_programme_is(
    session: Session, looked: datetime | None, now: datetime, due: bool
) -> None:
    cast.programme(session)
    if looked:
        actions.check(session, now=looked)
    assert check_is_due(session, now=now) is due


def test_without_a_programme_there_is_nothing_to_look_at(session: Session) -> None:
    assert not check_is_due(session, now=NOON)


def test_what_is_broken_is_kept_told_and_left_as_it_is(
    make_step: MakeStep, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    step = session.get_one(Step, make_step(3))
    step.planned = 7
    session.flush()
    actions.check(session, now=NOON)
    found = {one.invariant: (one.broken, one.examples) for one in last_look(session)}
    assert found == {f"I{n}": (0, []) for n in range(1, 10)} | {"I2": (1, [str(step.id)])}
    assert broken(session) == ["I2"]
    alarm = next(json.loads(line) for line in "".join(capsys.readouterr()).splitlines() if "invariant broken" in line)
    assert (alarm["invariant"], alarm["level"], alarm["examples"]) == ("I2", "error", [str(step.id)])
    session.refresh(step)
    assert step.planned == 7


def test_only_the_last_look_counts(make_step: MakeStep, session: Session) -> None:
    step = session.get_one(Step, make_step(1))
    step.planned = 7
    actions.check(session, now=NOON)
    step.planned = 1
    actions.check(session, now=NOON.replace(hour=13))
    assert broken(session) == []
    assert len(session.scalars(select(DeliveryCheck)).all()) == 18


def test_the_machine_says_what_waits_and_for_how_long(make_step: MakeStep, session: Session) -> None:
    step_id = make_step(3)
    session.execute(text("UPDATE messages SET not_before = clock_timestamp() - interval '1 minute'"))
    stands = standing(session, now=NOON)
    assert stands.due.number == 3
    assert 60 <= (stands.due.seconds or 0) < 75
    actions.hold(session, [step_id], reason="paused", now=NOON)
    stands = standing(session, now=NOON)
    assert (stands.due.number, stands.due.seconds, stands.held_steps) == (0, None, {"paused": 1})


def test_the_machine_counts_what_is_in_hand(make_step: MakeStep, session: Session) -> None:
    begun(make_step(2))
    assert (standing(session, now=NOON).sending, standing(session, now=NOON).accepted_at) == (2, None)


def test_the_pulse_knows_who_is_alive_and_who_beats(wired: object) -> None:
    redis, queue = use(Redis), use(Queue)
    assert pulse(redis, queue) == pulse(redis, queue).__class__(0, None, 0, 0)
    first, second = (Beat(redis, queue, None, ()) for _ in range(2))  # type: ignore[arg-type]  # nothing stops them
    assert (first.leads(), second.leads()) == (True, False)
    found = pulse(redis, queue)
    assert found.workers == 2
    assert found.beat is not None
    assert found.beat < 2


@pytest.fixture
def told(settings: Settings, monkeypatch: pytest.MonkeyPatch, wired: object) -> CliRunner:
    """The command, in this process and on this test's connection."""
    monkeypatch.setattr("tcma.cli.wired", lambda **_: None)
    return CliRunner()


def test_the_command_tells_it_all_as_json_and_ends_well(
    told: CliRunner, make_step: MakeStep, session: Session
) -> None:
    from tcma.cli import main

    make_step(2)
    actions.hold_sending(session, reason=HoldReason.PAUSED, detail="SendingPausedException")
    answer = told.invoke(main, ["status", "--json"])
    said = json.loads(answer.output)
    assert answer.exit_code == 0
    assert said["due"]["number"] == 2
    assert said["nothing_leaves"] == ["paused"]
    assert said["processes"] == {"workers": 0, "beat": None, "jobs": 0, "failed": 0}
    assert {name: one["broken"] for name, one in said["invariants"].items()} == {f"I{n}": 0 for n in range(1, 10)}


def test_the_command_ends_with_1_where_a_promise_is_broken(
    told: CliRunner, make_step: MakeStep, session: Session
) -> None:
    from tcma.cli import main

    step_id = make_step(1)
    begun(step_id)
    expire(step_id)
    answer = told.invoke(main, ["status"])
    assert answer.exit_code == 1
    message = session.scalars(text("SELECT id FROM messages")).one()
    assert f"I5: 1 {message}" in answer.output
    assert "I1: kept" in answer.output
