"""SES's suppression list and ours are kept in step, over HTTP against the simulator."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.adapters.ses import ses_client
from tcma.adapters.ses_suppression import SesSuppressionList
from tcma.audiences.actions import suppress
from tcma.audiences.models import Suppression
from tcma.audiences.queries import suppressed
from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.delivery.jobs import learn_suppressed, tell_suppressed
from tcma.delivery.ports import Listed
from tcma.trial.ses import RunningSimulator
from tests.cast import MORNING, partner, programme

MESSAGE = UUID("0193f000-0000-7000-8000-000000000001")


def of_everyone() -> dict[str, str]:
    with transaction() as session:
        rows = session.execute(select(Suppression.addr_key, Suppression.reason).where(Suppression.scope == "global"))
        return dict(rows.all())


def on_the_list(simulator: RunningSimulator) -> dict[str, str]:
    return {address: str(one["reason"]) for address, one in simulator.office.state.suppressed.items()}


def ours(session: Session, key: str, reason: str = "bounced", message_id: UUID | None = MESSAGE) -> None:
    """All at one moment, long enough ago."""
    now = MORNING
    suppress(session, scope="global", partner_id=None, addr_key=key, reason=reason, message_id=message_id, now=now)


def test_whom_ses_keeps_away_from_nobody_of_us_writes_to(session: Session, simulator: RunningSimulator) -> None:
    programme(session)
    kestrel = partner(session)
    session.commit()
    for number in range(250):
        simulator.office.state.suppress(f"Person{number}@example.com", "BOUNCE" if number % 2 else "COMPLAINT")
    simulator.office.state.suppress("no address", "BOUNCE")
    learn_suppressed()
    found = of_everyone()
    assert len(found) == 250
    assert (found["person0@example.com"], found["person1@example.com"]) == ("complained", "bounced")
    assert suppressed(session, kestrel.id, {"person7@example.com"}) == {"person7@example.com": "unavailable"}, (
        "no partner is told the reason of what was not its own mail"
    )
    learn_suppressed()
    assert of_everyone() == found


def test_a_list_of_several_pages_is_read_to_its_end(settings: Settings, simulator: RunningSimulator) -> None:
    for number in range(1_050):
        simulator.office.state._suppressed[f"p{number}@example.com"] = {
            "address": f"p{number}@example.com", "reason": "BOUNCE", "at": simulator.office.state.now()}
    with transaction() as session:
        since = clock.now(session) - timedelta(days=1)
    pages = list(SesSuppressionList(ses_client(settings)).listed(since))
    assert [len(page) for page in pages] == [1_000, 50]


def test_only_what_is_new_is_learned_the_next_time(session: Session, simulator: RunningSimulator) -> None:
    learn_suppressed()
    old = {"address": "old@example.com", "reason": "BOUNCE", "at": simulator.office.state.now() - 3 * 86_400}
    simulator.office.state._suppressed["old@example.com"] = old
    simulator.office.state.suppress("new@example.com", "BOUNCE")
    learn_suppressed()
    assert of_everyone() == {"new@example.com": "bounced"}


def test_whom_our_mail_bounced_from_ses_keeps_away_from_too(session: Session, simulator: RunningSimulator) -> None:
    for number in range(130):
        ours(session, f"p{number}@example.com", "complained" if number % 2 else "bounced")
    ours(session, "learned@example.com", message_id=None)
    ours(session, "@firm.example")
    session.commit()
    with transaction() as db:
        suppress(db, scope="global", partner_id=None, addr_key="fresh@example.com", reason="bounced",
                 message_id=new_id(), now=clock.now(db))  # fmt: skip
    tell_suppressed()
    told = on_the_list(simulator)
    assert len(told) == 130, "all of one moment, though a turn is a hundred"
    assert (told["p0@example.com"], told["p1@example.com"]) == ("BOUNCE", "COMPLAINT")
    calls = len(simulator.log())
    tell_suppressed()
    assert len(simulator.log()) == calls, "nothing is told twice"


def test_what_was_not_told_for_an_outage_is_told_after_it(
    session: Session, settings: Settings, request: pytest.FixtureRequest
) -> None:
    ours(session, "p@example.com")
    session.commit()
    tell_suppressed()  # nobody is there
    simulator: RunningSimulator = request.getfixturevalue("simulator")
    tell_suppressed()
    assert on_the_list(simulator) == {"p@example.com": "BOUNCE"}


def test_an_address_that_ses_refuses_is_no_reason_to_stop(settings: Settings, simulator: RunningSimulator) -> None:
    there = SesSuppressionList(ses_client(settings))
    assert not there.put(Listed("no address", "bounced"))
    assert there.put(Listed("p@example.com", "complained"))
