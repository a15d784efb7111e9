"""The world of these tests: an event that Sara came to, a launch she answered, a deal of hers."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, Contact
from tcma.base.access import Actor
from tcma.base.db import new_id
from tests.deals.world import NOW, World, build

EMAIL = "sara.quill@alnoor.example"


@dataclass
class Asked:
    """Sara is a contact of Alice's partner and of Charlie's; each has a lead, Alice a deal that is won."""

    world: World
    session: Session
    mine: Contact
    theirs: Contact

    @property
    def alice(self) -> Actor:
        return self.world.alice

    @property
    def partner_id(self) -> UUID:
        return self.world.alice.partner

    def contacts(self) -> list[Contact]:
        self.session.expire_all()
        return list(self.session.scalars(select(Contact).where(Contact.addr_key == EMAIL)))


@pytest.fixture
def asked(session: Session) -> Asked:
    world = build(session)
    who = {"first_name": "Sara", "last_name": "Quill", "phone": "+971 4 555 0177"}
    mine = world.contact(world.alice, EMAIL, **who)
    theirs = world.contact(world.charlie, EMAIL, **who)
    for contact in (mine, theirs):
        session.add(Consent(id=new_id(), contact_id=contact.id, partner_id=contact.partner_id, basis="express",
                            source="form", wording="Send me news", given_at=NOW))  # fmt: skip
        lead = world.lead(contact)
        lead.note = "Sara Quill is away"
    session.flush()
    world.won(world.alice, contact_name="Sara Quill", contact_email=EMAIL, description="Ask Sara Quill")
    session.commit()
    return Asked(world, session, mine, theirs)

