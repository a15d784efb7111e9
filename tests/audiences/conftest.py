"""Who is there in several of these tests."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tests.audiences.files import store
from tests.cast import alice, programme


@pytest.fixture
def sara(session: Session) -> Contact:
    """One of two people of Kestrel's, brought by a file."""
    programme(session)
    partner_id = alice(session).partner_id
    assert partner_id is not None
    store(session, partner_id)
    session.commit()
    return session.scalars(select(Contact).where(Contact.addr_key == "sara@noor.example")).one()
