"""Several at once, each on a connection of their own: a quota is counted once, and nothing is paid twice."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tcma.base.access import Actor
from tcma.base.errors import Refusal
from tcma.commissions import actions
from tcma.deals import actions as deals
from tests.commissions.world import build
from tests.deals.world import NOW
from tests.racing import race

D = Decimal
MANY = 5


def at_once(engine: Engine, steps: list[Callable[[Session], object]]) -> None:
    """Each in a transaction of its own, begun together."""
    start = Barrier(len(steps), timeout=60)

    def one(step: Callable[[Session], object]) -> Callable[[], None]:
        def run() -> None:
            with Session(engine) as own, own.begin():
                own.connection()
                start.wait()
                step(own)

        return run

    race([one(step) for step in steps])


def test_deals_won_in_the_same_instant_count_towards_one_quota(session: Session, connections: Engine) -> None:
    world = build(session)
    world.plan(quotas={"registered": D(25_000)}, extra=D(10))
    opened = [
        world.deals.opened(world.deals.alice, domain=f"firm{n}.example", account_name=f"Firm {n}")[0].id
        for n in range(MANY)
    ]
    session.commit()
    actor = world.deals.fatima

    def win(registration_id: UUID) -> Callable[[Session], object]:
        return lambda own: deals.win(
            own, registration_id=registration_id, actor=actor, order_number="PO", amount=D(10_000), now=NOW
        )

    at_once(connections, [win(one) for one in opened])
    # Whoever was first: 25,000 at 10 %, and 25,000 at 20 %.
    assert sum(one.amount for one in world.entries()) == D(7_500)


def test_what_is_approved_is_paid_once_and_what_is_taken_back_meanwhile_is_one_or_the_other(
    session: Session, connections: Engine
) -> None:
    world = build(session)
    world.plan()
    world.won("1000.00")
    off, deal = world.won("500.00", domain="other.example")
    world.approve()
    session.commit()
    payouts: list[Decimal] = []

    def pay(own: Session) -> None:
        try:
            payouts.append(actions.pay(own, currency="EUR", actor=world.deals.vera, now=NOW).total)
        except Refusal:  # the other one was first
            payouts.append(D(0))

    def reopen(own: Session, actor: Actor = world.deals.fatima) -> None:
        deals.reopen(own, registration_id=off.id, actor=actor, reason="Off.", lost=True, now=NOW + timedelta(days=1))

    at_once(connections, [pay, pay, reopen])
    taken = [(int(one.amount), str(one.state)) for one in world.entries() if one.deal_id == deal.id]
    assert sorted(payouts) in ([D(0), D(100)], [D(0), D(150)])
    paid_first = max(payouts) == D(150)
    assert taken == ([(50, "paid"), (-50, "accrued")] if paid_first else [(50, "reversed"), (-50, "reversed")])

