"""Whoever was merged is erased by each of their addresses; afterwards nothing says that these were one."""

import pytest
from sqlalchemy import select

from tcma.audiences.actions import CONTACTS_MERGED, merge
from tcma.audiences.models import Contact, FormerContact, TopicRefusal
from tcma.audiences.queries import suppressed
from tcma.base.keyed import keyed
from tcma.reactions import REACTIONS
from tcma.rights.actions import erase_person
from tests.deals.world import NOW
from tests.rights.conftest import EMAIL, Asked
from tests.rights.test_erasing import everything

OTHER = "s.quill@alnoor.example"


@pytest.mark.parametrize("email", [EMAIL, OTHER])
@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("finished", [False, True])
def test_by_either_address_the_person_is_gone(
    asked: Asked, wired: object, email: str, everywhere: bool, finished: bool
) -> None:
    session = asked.session
    other = asked.world.contact(asked.alice, OTHER, first_name="Sara", last_name="Quill")
    ids = {asked.mine.id, other.id}
    session.add(TopicRefusal(partner_id=asked.partner_id, addr_key=OTHER, topic="news", at=NOW))
    log = merge(session, actor=asked.alice, kept_id=other.id, dropped_id=asked.mine.id, wanted={}, now=NOW)
    session.commit()
    for follow in REACTIONS[CONTACTS_MERGED] if finished else ():
        follow(str(log.id))
    erase_person(email, partner_id=None if everywhere else asked.partner_id)
    session.expire_all()
    mine = select(Contact).where(Contact.partner_id == asked.partner_id, Contact.addr_key.in_((EMAIL, OTHER)))
    assert session.scalars(mine).all() == []
    assert set(suppressed(session, asked.partner_id, [EMAIL, OTHER])) == {EMAIL, OTHER}
    assert OTHER not in everything(session)
    kept = session.scalars(select(FormerContact).where(FormerContact.id.in_(ids))).all()
    assert {(one.addr_key, one.kept_id) for one in kept} == {(keyed(EMAIL), None), (keyed(OTHER), None)}
