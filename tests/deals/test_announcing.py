"""What programs are told of deals: each side its own, once, and never a person."""

from typing import Any

from sqlalchemy import select

from tcma.base.facts import Fact
from tcma.deals import actions
from tcma.deals.rules import Stage
from tcma.reactions import REACTIONS
from tcma.webhooks.actions import add
from tcma.webhooks.models import WebhookDelivery
from tests.deals.world import NOW, World


def told(world: World) -> list[tuple[Any, str, dict[str, Any]]]:
    """(partner, type, data) of each message, after every step was heard twice."""
    world.session.flush()
    steps = select(Fact.subject_id).where(Fact.name == actions.DEAL_STEPPED).order_by(Fact.id)
    for step in [one for one in world.session.scalars(steps).all() for _ in range(2)]:
        for reaction in REACTIONS[actions.DEAL_STEPPED]:
            reaction(str(step))
    rows = select(WebhookDelivery.partner_id, WebhookDelivery.kind, WebhookDelivery.body)
    return [(who, kind, body["data"]) for who, kind, body in world.session.execute(rows)]


def test_each_step_is_told_once_to_its_partner_and_to_the_vendor(world: World) -> None:
    for actor in (world.vera, world.alice, world.charlie):
        add(world.session, url="https://crm.example.com/", actor=actor, now=NOW)
    registration, deal = world.won(world.alice, contact_name="Sara Sample")
    theirs = [(kind, data) for who, kind, data in told(world) if who == world.alice.partner]
    assert sorted(kind for kind, _ in theirs) == ["deal.approved", "deal.registered", "deal.won"]
    won = next(data for kind, data in theirs if kind == "deal.won")
    assert (won["number"], won["amount"], won["order_number"]) == (registration.number, "12000.00", deal.order_number)
    ours = [data for who, _, data in told(world) if who is None]
    assert (len(ours), {data["partner"] for data in ours}) == (3, {"Alderfinch"})
    assert [one for one in told(world) if one[0] == world.charlie.partner] == []
    assert "Sara" not in str(told(world))
    assert registration.contact_email not in str(told(world))


def test_the_loser_is_told_its_own_refusal_and_nothing_of_the_winner(world: World) -> None:
    add(world.session, url="https://crm.example.com/", actor=world.charlie, now=NOW)
    world.registered(world.charlie, domain="beta.example", amount=None)
    world.opened(world.alice)
    world.registered(world.charlie, contact_email="omar@alnoor.example")
    said = [(kind, data["is"]) for _, kind, data in told(world)]
    assert sorted(said) == [
        ("deal.questioned", "info_requested"), ("deal.registered", "submitted"), ("deal.registered", "submitted"),
        ("deal.rejected", "rejected"),
    ]  # fmt: skip
    assert "alderfinch" not in str(told(world)).casefold()


def test_a_stage_is_told_with_its_name(world: World) -> None:
    add(world.session, url="https://crm.example.com/", actor=world.vera, now=NOW)
    registration, _ = world.opened(world.alice)
    actions.advance(world.session, registration_id=registration.id, actor=world.alice, to=Stage.QUALIFIED, now=NOW)
    actions.withdraw(world.session, registration_id=registration.id, actor=world.alice, reason="", now=NOW)
    assert [(kind, data["was"], data["is"]) for _, kind, data in told(world)][2:] == [
        ("deal.moved", "discovery", "qualified"), ("deal.withdrawn", "qualified", "withdrawn"),
    ]  # fmt: skip
