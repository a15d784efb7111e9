"""Who is erased by one partner, and who everywhere; what stays is counted, and nobody's."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from tcma.adapters.hits import STREAM
from tcma.attribution.actions import credit_deal
from tcma.attribution.models import Credit
from tcma.audiences.models import Contact, Import, ImportState, Suppression
from tcma.audiences.queries import suppressed
from tcma.base.db import new_id
from tcma.base.keyed import PSEUDONYM, keyed
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.deals.models import Deal
from tcma.deals.models import Registration as Claim
from tcma.deals.queries import verify_log
from tcma.delivery.models import Message
from tcma.delivery.rules import MessageState
from tcma.launches.actions import plan_step
from tcma.leads.models import Lead
from tcma.leads.queries import calls
from tcma.rights.actions import erase_person
from tcma.rights.ports import Traces
from tcma.rights.queries import find, told
from tcma.rights.rules import Needles
from tcma.tracking.models import HeldAnswer, Response, Touch
from tests.deals.world import NOW
from tests.launches.world import World as Launching
from tests.launches.world import build as launching
from tests.rights.conftest import EMAIL, Asked
from tests.tables import tables


def everything(session: Session) -> str:
    """Every row of every table, as text."""
    return "\n".join(_rows(session, table) for table in tables().sorted_tables)


def _rows(session: Session, table: Table) -> str:
    return "\n".join(session.scalars(text(f'SELECT to_jsonb(t)::text FROM "{table.name}" AS t')))


def counts(session: Session) -> dict[str, int]:
    return {
        one.__tablename__: session.scalar(select(func.count()).select_from(one)) or 0
        for one in (Touch, Response, Lead, Claim, Deal, Credit)
    }


def test_everywhere_nothing_is_left_and_all_is_counted(asked: Asked) -> None:
    session, before = asked.session, counts(asked.session)
    assert EMAIL in everything(session)
    done = erase_person(EMAIL.upper())
    session.expire_all()
    left = everything(session)
    assert not [name for name in (EMAIL, "Quill", "555 0177", "Send me news") if name in left]
    assert counts(session) == before
    assert done.rows["contacts"] == 2
    assert (done.files, done.traces, done.signs_in) == ([], 0, False)
    assert verify_log(session) == []


def test_credits_computed_anew_after_an_erasure_are_the_same(asked: Asked) -> None:
    session = asked.session
    deal_id = session.scalars(select(Deal.id)).one()
    earned = credit_deal(session, deal_id=deal_id, now=NOW)
    assert earned is not None
    assert earned.touches
    session.commit()
    erase_person(EMAIL)
    session.expire_all()
    again = credit_deal(session, deal_id=deal_id, now=NOW, correct=True)
    assert again is not None
    assert again.id == earned.id  # nothing else came out


def test_one_partner_erases_what_is_its_own(asked: Asked) -> None:
    erase_person(EMAIL, partner_id=asked.partner_id)
    (left,) = asked.contacts()
    assert left.partner_id == asked.world.charlie.partner
    session = asked.session
    assert set(suppressed(session, asked.partner_id, [EMAIL])) == {EMAIL}
    assert suppressed(session, left.partner_id, [EMAIL]) == {}
    assert session.scalars(select(Suppression.addr_key)).all() == [keyed(EMAIL)]
    assert told(session, find(session, EMAIL, partner_id=asked.partner_id), now=NOW)["held"].keys() == set()
    assert session.scalars(select(Claim.contact_email)).all() == [""]


def test_an_answer_that_is_held_for_a_look_goes_too(asked: Asked) -> None:
    session = asked.session
    asset_id = session.scalars(select(Touch.asset_id)).first()
    partners = (asked.partner_id, asked.world.charlie.partner)
    session.add_all(
        HeldAnswer(
            id=new_id(), at=NOW, partner_id=one, asset_id=asset_id, language="en", variant="", meaning="lead",
            email=EMAIL.title(), answers={"last_name": "Quill"}, agreed=False, wording="", why="links",
        )
        for one in partners
    )  # fmt: skip
    session.commit()
    for partner_id, left in ((asked.partner_id, [partners[1]]), (None, [])):
        erase_person(EMAIL, partner_id=partner_id)
        session.expire_all()
        assert session.scalars(select(HeldAnswer.partner_id)).all() == left


def test_twice_is_once(asked: Asked) -> None:
    erase_person(EMAIL)
    before = everything(asked.session)
    assert erase_person(EMAIL).rows == {}
    asked.session.expire_all()
    assert everything(asked.session) == before


def test_nobody_stands_on_the_call_list(asked: Asked) -> None:
    assert len(calls(asked.session, asked.partner_id)) == 1
    erase_person(EMAIL)
    asked.session.expire_all()
    assert calls(asked.session, asked.partner_id) == []


def test_another_person_keeps_everything(asked: Asked) -> None:
    other = asked.world.contact(asked.alice, "sara.quilliam@alnoor.example", first_name="Sara", last_name="Quilliam")
    lead = asked.world.lead(other)
    lead.note = "Sara Quilliam, who knows Sara Quill"
    asked.session.commit()
    erase_person(EMAIL)
    asked.session.expire_all()
    assert asked.session.get_one(Contact, other.id).last_name == "Quilliam"
    assert asked.session.get_one(Lead, lead.id).note == "Sara Quilliam, who knows Sara Quill"


@pytest.fixture
def launch(session: Session) -> Launching:
    return launching(session)


def test_what_waits_is_stopped_and_what_is_planned_later_leaves_them_out(launch: Launching) -> None:
    session = launch.session
    begun = launch.begun()
    sara = launch.people["Sara"]
    session.commit()
    erase_person(sara.email)
    session.expire_all()
    first = session.scalars(select(Message).where(Message.addr_key.startswith(PSEUDONYM))).one()
    assert (first.state, first.reason, first.email, first.values) == (MessageState.CANCELLED, "erased", "", {})
    second = launch.steps(begun)[1]
    plan_step(session, second.id, now=second.due_at)
    states = session.execute(select(Message.email, Message.state).where(Message.step_id == second.id)).all()
    assert sorted((email != "", state.value) for email, state in states) == [
        (False, "skipped"), (True, "queued"), (True, "queued"),
    ]  # fmt: skip


def test_files_lose_the_person_s_rows_or_go(asked: Asked) -> None:
    storage = use(Storage)
    bodies = {"rewritten.csv": f"E-Mail;Name\n{EMAIL};Sara\nli@x.example;Li\n".encode(),
              "packed.xlsx": f"PK {EMAIL}".encode(), "other.csv": b"E-Mail;Name\nli@x.example;Li\n"}  # fmt: skip
    for name, body in bodies.items():
        storage.put(f"imports/{name}", body)
        asked.session.add(Import(
            id=new_id(), partner_id=asked.partner_id, file_name=name, storage_key=f"imports/{name}", digest="x",
            state=ImportState.STORED, created_at=NOW, counts={"sample": [{"email": EMAIL, "first_name": "Sara"}]},
            reading={"encoding": "utf-8", "delimiter": ";"},
            left_out=[{"line": 3, "value": EMAIL, "message": "", "values": {}, "code": "twice"}],
        ))  # fmt: skip
    asked.session.commit()
    assert len(told(asked.session, find(asked.session, EMAIL), now=NOW)["held"]["imports"]) == 3
    done = erase_person(EMAIL, partner_id=asked.partner_id)
    assert {file.name: file.deleted for file in done.files} == {"rewritten.csv": False, "packed.xlsx": True}
    assert storage.get("imports/rewritten.csv") == b"E-Mail;Name\nli@x.example;Li\n"
    assert storage.get("imports/packed.xlsx") is None
    assert storage.get("imports/other.csv") == bodies["other.csv"]
    asked.session.expire_all()
    for found in asked.session.scalars(select(Import)):
        assert EMAIL not in json.dumps([found.counts, found.left_out])
        assert "Sara" not in json.dumps(found.counts)


def test_clicks_on_their_way_and_words_of_failed_jobs_go(
    asked: Asked, work: Callable[[], None], wired: object
) -> None:
    message_id = new_id()
    redis = use(Redis)
    for mine in (str(message_id), str(new_id())):
        redis.xadd(STREAM, {"hit": json.dumps({"message_id": mine, "ip": "203.0.113.9"})})
    queue = _queue()
    queue.enqueue(_breaks, EMAIL)
    queue.enqueue(_breaks, "li@x.example")
    with pytest.raises(AssertionError):
        work()
    assert use(Traces).forget([message_id], Needles.of([EMAIL], [], [])) == 2
    assert redis.xlen(STREAM) == 1
    assert queue.failed_job_registry.count == 1


def _queue() -> Any:
    return use(Queue)


def _breaks(email: str) -> None:
    raise ValueError(f"Key (email)=({email}) exists")
