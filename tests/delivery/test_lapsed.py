"""A ground that ends by itself is looked at once more when a mail begins."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent
from tcma.delivery import actions as delivery
from tcma.delivery.models import Message, Step
from tests.launches.world import HOLD, NOW, World, build

END = NOW + timedelta(days=1)


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


def asked(world: World, *, also_agreed: bool) -> Step:
    """The first mail of a launch, planned: a Canadian's inquiry ends on the next day."""
    who = world.person("Noah", consent=False)
    who.country = "CA"
    bases = [("implied_inquiry", END)] + ([("express", None)] if also_agreed else [])
    for basis, end in bases:
        world.session.add(Consent(contact_id=who.id, partner_id=world.partner.id, basis=basis, source=basis,
                                  given_at=NOW, expires_at=end))  # fmt: skip
    world.session.flush()
    step = world.steps(world.begun())[0]
    mail = world.session.scalars(select(Message).where(Message.step_id == step.id, Message.contact_id == who.id)).one()
    mail.values = {**mail.values, "basis": "implied_inquiry"}  # as it was planned before the yes
    world.session.flush()
    return step


@pytest.mark.parametrize(
    ("later", "also_agreed", "state"),
    [(timedelta(0), False, "sending"), (timedelta(days=2), False, "skipped no_consent"),
     (timedelta(days=2), True, "sending")],
)  # fmt: skip
def test_a_ground_that_ended_during_a_pause_permits_nothing(
    world: World, later: timedelta, also_agreed: bool, state: str
) -> None:
    step = asked(world, also_agreed=also_agreed)
    while claim := delivery.claim(world.session, step_id=step.id, size=50, lease=60):
        delivery.begin(world.session, claim_id=claim.id, lease=60, now=NOW + HOLD + later)
    world.session.expire_all()
    found = world.session.scalars(select(Message).where(Message.step_id == step.id)).all()
    states = {one.values["first_name"]: f"{one.state.value} {one.reason}".strip() for one in found}
    assert states.pop("Noah") == state
    assert set(states.values()) == {"sending"}  # whose ground does not end by itself
