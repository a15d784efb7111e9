"""An import that is stopped, or whose worker is killed: nothing is lost, nothing is there twice."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.jobs import carry_on
from tcma.audiences.models import Consent, Contact, Import, ImportState, ListMember
from tcma.base.settings import Settings
from tests.audiences.begun import LARGE, LARGE_NO, LARGE_ROWS, LARGE_YES, begun, killed_in_the_middle
from tests.audiences.files import NOW, adds_up, preview
from tests.audiences.pages import csrf, signed_in
from tests.cast import alice, charlie


def test_a_stopped_import_keeps_what_is_stored_and_stores_no_more(session: Session) -> None:
    found = begun(session, LARGE)
    start, batch = next(actions.numbered(LARGE.encode(), found, now=NOW))
    assert actions.store_batch(session, import_id=found.id, start=start, batch=batch, now=NOW)
    actions.stop_storing(session, partner_id=found.partner_id, import_id=found.id, now=NOW)
    session.commit()
    carry_on(str(found.id))
    session.refresh(found)
    assert (found.state, found.done) == (ImportState.STOPPED, len(batch))
    assert adds_up(found.counts)
    stored = found.counts["imported"]
    assert 0 < stored < len(batch) < LARGE_ROWS
    assert session.scalar(select(func.count()).select_from(Contact)) == stored
    assert queries.due_imports(session) == []
    assert len(list(queries.left_out(session, found, LARGE.encode(), now=NOW))) == len(batch) - stored
    again = preview(session, found.partner_id, LARGE)
    assert (again.counts["imported"], again.counts["updated"]) == (LARGE_YES - stored, stored)


def test_the_button_stops_it_and_the_page_says_so(app: Flask, session: Session, work: Callable[[], None]) -> None:
    found = begun(session, "email\na@x.example\n")
    browser = signed_in(app, session, alice(session))
    path = f"/contacts/imports/{found.id}"
    assert "Stop storing" in browser.get(path).text
    stranger = signed_in(app, session, charlie(session))
    assert stranger.post(f"{path}/stop", data={"csrf_token": csrf(stranger)}).status_code == 404
    assert browser.post(f"{path}/stop", data={"csrf_token": csrf(browser)}).status_code == 303
    page = browser.get(path).text
    assert "Stopped after 0 rows" in page
    assert "Stop storing" not in page
    work()
    assert session.scalar(select(func.count()).select_from(Contact)) == 0


def test_an_import_that_has_ended_is_not_stopped(session: Session) -> None:
    found = begun(session, "email\na@x.example\n")
    carry_on(str(found.id))
    session.expire_all()
    actions.stop_storing(session, partner_id=found.partner_id, import_id=found.id, now=NOW)
    assert session.get_one(Import, found.id, populate_existing=True).state is ImportState.STORED


def test_a_worker_killed_in_the_middle_costs_nobody_and_doubles_nobody(
    database: Engine, session: Session, settings: Settings
) -> None:
    found = killed_in_the_middle(session, begun(session, LARGE), settings)
    assert session.scalar(select(func.count()).select_from(Contact)) == found.counts["imported"]
    session.commit()
    assert queries.due_imports(session) == [str(found.id)]
    carry_on(str(found.id))
    session.refresh(found)
    assert (found.state, found.done) == (ImportState.STORED, LARGE_ROWS)
    assert [found.counts[name] for name in ("imported", "updated", "suppressed")] == [LARGE_YES, 0, LARGE_NO]
    for table in (Contact, Consent, ListMember):
        assert session.scalar(select(func.count()).select_from(table)) == LARGE_YES
