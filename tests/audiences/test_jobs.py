"""A large file is stored batch by batch: a crash costs one batch, two jobs at once store nothing twice."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.jobs import carry_on
from tcma.audiences.models import Contact, Import, ImportState
from tcma.base.storage import Storage
from tcma.base.tools import use
from tests.audiences.begun import begun as begin
from tests.audiences.files import NOW, adds_up

PEOPLE = 5_400
TEXT = "email,name\n" + "".join(f"p{n % 5_300}@x.example,Ann\n" for n in range(PEOPLE))


@pytest.fixture
def begun(session: Session) -> Import:
    return begin(session, TEXT)


def test_a_batch_that_is_stored_is_not_stored_again(session: Session, begun: Import) -> None:
    start, batch = next(actions.numbered(TEXT.encode(), begun, now=NOW))
    assert actions.store_batch(session, import_id=begun.id, start=start, batch=batch, now=NOW)
    counts = dict(begun.counts)
    assert not actions.store_batch(session, import_id=begun.id, start=start, batch=batch, now=NOW)
    assert begun.counts == counts


def test_the_job_goes_on_where_the_last_one_ended(session: Session, begun: Import) -> None:
    assert queries.due_imports(session) == [str(begun.id)]
    start, batch = next(actions.numbered(TEXT.encode(), begun, now=NOW))
    actions.store_batch(session, import_id=begun.id, start=start, batch=batch, now=NOW)
    session.commit()
    for _ in range(2):
        carry_on(str(begun.id))
    session.refresh(begun)
    assert (begun.state, begun.done) == (ImportState.STORED, PEOPLE)
    assert (begun.counts["imported"], begun.counts["duplicates"]) == (5_300, 100)
    assert adds_up(begun.counts)
    assert session.scalar(select(func.count()).select_from(Contact)) == 5_300
    assert queries.due_imports(session) == []


def test_a_batch_of_another_size_than_before_goes_on_where_it_ended(session: Session, begun: Import) -> None:
    start, batch = next(actions.numbered(TEXT.encode(), begun, now=NOW))
    assert actions.store_batch(session, import_id=begun.id, start=start, batch=batch[:777], now=NOW)
    session.commit()
    carry_on(str(begun.id))
    session.refresh(begun)
    assert (begun.state, begun.counts["imported"], begun.done) == (ImportState.STORED, 5_300, PEOPLE)


def test_a_file_that_is_gone_ends_the_import_and_says_so(session: Session, begun: Import) -> None:
    use(Storage).delete(begun.storage_key)
    carry_on(str(begun.id))
    session.refresh(begun)
    assert begun.state is ImportState.REFUSED
    assert queries.due_imports(session) == []
