"""What is kept for a time only goes by itself, by the product's clock, and says how many."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from tcma.audiences import jobs as audiences
from tcma.audiences.actions import contact_from_form
from tcma.audiences.models import Contact, Import, ImportState, OptIn
from tcma.base import clock
from tcma.base.clock import ClockOffset
from tcma.base.db import new_id
from tcma.base.keeping import forget_in_batches
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.deals import jobs as deals
from tcma.deals.models import Deal, DealLog
from tcma.deals.queries import verify_log
from tcma.delivery import jobs as delivery
from tcma.delivery.models import Receipt
from tcma.reactions import TIMERS
from tcma.tracking import jobs as tracking
from tcma.tracking.actions import class_hits, keep_hits
from tcma.tracking.models import Hit
from tests.audiences.files import store
from tests.cast import alice
from tests.deals.world import build
from tests.tracking.world import World as Tracked

Later = Callable[[float], None]


@pytest.fixture
def later(session: Session) -> Later:
    """The product's clock goes on so many days from now."""

    def move(days: float) -> None:
        session.execute(delete(ClockOffset))
        session.add(ClockOffset(id=1, offset=timedelta(days=days)))
        session.commit()
        session.expire_all()

    return move


def logged(capsys: pytest.CaptureFixture[str], what: str) -> int:
    """How many went, by the newest line of the log about these."""
    said = capsys.readouterr().err.splitlines()
    lines = [line for line in said if "kept long enough" in line and f'"{what}"' in line]
    assert len(lines) == 1
    return int(lines[0].split('"gone": ')[1].split(",")[0])


def test_what_ses_told_goes_after_90_days_once_it_is_applied(
    session: Session, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    for applied in (func.clock_timestamp(), None):
        session.add(Receipt(id=new_id(), sns_message_id=str(new_id()), body={"x": "sara@noor.example"}, note="",
                            applied_at=applied))  # fmt: skip
    later(89)
    delivery.forget()
    assert logged(capsys, "raw events of SES") == 0
    later(91)
    delivery.forget()
    assert logged(capsys, "raw events of SES") == 1
    delivery.forget()
    assert logged(capsys, "raw events of SES") == 0
    assert sorted(map(bool, session.scalars(select(Receipt.body)))) == [False, True]


def test_addresses_of_clicks_are_cut_after_30_days_and_clicks_go_after_90(
    session: Session, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    world = Tracked(session)
    sent = world.mail(world.contact())
    keep_hits(session, [world.raw(sent, at=clock.now(session))])
    class_hits(session)
    later(29)
    tracking.forget()
    assert session.scalars(select(Hit.ip)).all() == ["203.0.113.7"]
    later(31)
    capsys.readouterr()
    tracking.forget()
    assert logged(capsys, "addresses of clicks") == 1
    assert session.scalars(select(Hit.ip)).all() == ["~203.0.113.0"]
    later(91)
    tracking.forget()
    assert logged(capsys, "clicks") == 1
    assert session.scalars(select(Hit.id)).all() == []


def brought(session: Session, state: ImportState) -> Import:
    partner_id = alice(session).partner_id
    assert partner_id is not None
    found = store(session, partner_id)
    found.state, found.created_at, found.storage_key = state, clock.now(session), f"imports/{state}"
    found.left_out = [{"line": 2, "value": "sara@noor.example"}]
    use(Storage).put(found.storage_key, b"sara@noor.example")
    session.commit()
    return found


def test_contact_files_go_after_30_days_and_their_contacts_and_counts_stay(
    session: Session, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    stored, storing = brought(session, ImportState.STORED), brought(session, ImportState.STORING)
    brought(session, ImportState.PREVIEWED)
    later(29)
    audiences.forget()
    assert logged(capsys, "contact files") == 0
    later(31)
    audiences.forget()
    assert logged(capsys, "contact files") == 2
    session.expire_all()
    assert use(Storage).get("imports/stored") is None
    assert use(Storage).get("imports/storing") is not None
    assert stored.left_out == []
    assert {"sample", "examples"}.isdisjoint(stored.counts)
    assert (stored.counts["records"], stored.forgotten_at is None) == (2, False)
    assert session.get(Import, storing.id) is not None
    assert session.scalar(select(Import.id).where(Import.state == ImportState.PREVIEWED)) is None
    assert session.scalar(select(func.count(Contact.id))) == 2


def test_boxes_nobody_confirmed_go_after_30_days(
    session: Session, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    contact_from_form(session, partner_id=alice(session).partner_id or new_id(), email="sara@noor.example", fields={},
                      consent=True, wording="News", now=clock.now(session))  # fmt: skip
    session.commit()
    later(29)
    audiences.forget()
    assert len(session.scalars(select(OptIn)).all()) == 1
    capsys.readouterr()
    later(31)
    audiences.forget()
    assert logged(capsys, "opt-ins") == 1
    assert session.scalars(select(OptIn)).all() == []


def test_the_log_of_what_ended_goes_whole_after_seven_years(
    session: Session, later: Later, capsys: pytest.CaptureFixture[str]
) -> None:
    world, now = build(session), clock.now(session)
    world.won(world.alice, now=now)
    world.opened(world.charlie, now=now, domain="other.example")
    rows = session.scalar(select(func.count(DealLog.id)))
    later(365 * 7 - 10)
    deals.forget()
    assert logged(capsys, "deal logs") == 0
    assert session.scalar(select(func.count(DealLog.id))) == rows
    later(366 * 7 + 1)
    deals.forget()
    assert logged(capsys, "deal logs") == 1
    assert len(set(session.scalars(select(DealLog.registration_id)))) == 1  # that is still open
    assert session.scalar(select(func.count(Deal.id))) == 2
    assert verify_log(session) == []


def test_what_is_a_lot_goes_batch_by_batch_each_with_its_commit(wired: object) -> None:
    left, sizes = [23], []

    def forget(_session: Any, _now: Any, size: int) -> int:
        some = min(size, left[0])
        left[0] -= some
        sizes.append(some)
        return some

    assert forget_in_batches("things", forget, size=10) == 23
    assert sizes == [10, 10, 3]


def test_the_beat_looks_once_an_hour() -> None:
    timers = {timer.name: timer.every for timer in TIMERS}
    names = ("audiences-forget", "deals-forget", "delivery-forget", "tracking-forget")
    assert {timers[name] for name in names} == {3600}
