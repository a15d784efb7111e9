"""A complaint about a mail of before a merge, that comes after it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.actions import CONTACTS_MERGED, merge
from tcma.audiences.queries import suppressed
from tcma.delivery.models import Attempt, Message
from tcma.reactions import REACTIONS
from tests.delivery.events import event, told
from tests.delivery.world import begun
from tests.launches.world import NOW, build


@pytest.mark.parametrize("complaining", ["kept", "dropped"])
def test_stops_the_partner_under_both_addresses(session: Session, complaining: str) -> None:
    world = build(session)
    step_id = world.steps(world.begun())[0].id
    kept, dropped = list(world.people.values())[:2]
    keys = {"kept": kept.addr_key, "dropped": dropped.addr_key}
    session.commit()
    while waiting(session):
        begun(step_id)  # a batch is of one language
    mail = select(Attempt.id).join(Message, Message.id == Attempt.message_id)
    attempt = session.scalars(mail.where(Message.addr_key == keys[complaining])).one()
    log = merge(session, actor=world.alice, kept_id=kept.id, dropped_id=dropped.id, wanted={}, now=NOW)
    session.commit()
    for follow in REACTIONS[CONTACTS_MERGED]:
        follow(str(log.id))
    told(event(attempt, keys[complaining], "complained"))
    session.expire_all()
    held = suppressed(session, world.partner.id, keys.values())
    assert held == dict.fromkeys(keys.values(), "complained")


def waiting(session: Session) -> bool:
    session.expire_all()
    return session.scalars(select(Message.id).where(Message.state == "queued").limit(1)).first() is not None
