"""Whatever people do in whatever order: nothing leads outside the state diagram, and two never hold one account."""

import os
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.access import Role
from tcma.base.errors import Refusal
from tcma.deals import actions, queries
from tcma.deals.models import Deal, DealLog, Registration
from tcma.deals.rules import CLOSED, ENDS, Engagement, RegistrationState, next_stage
from tcma.deals.rules.states import APPEAL, REGISTRATION, REOPENED
from tests.deals.world import NOW, World, claimed, person

DAY = timedelta(days=1)
PARTNERS, VENDOR = ("alice", "charlie"), ("vera", "viktor")
MANY = 300 if os.environ.get("TCMA_RACE") else 6  # `make bench-race` tries more
OPEN = {"discovery", "qualified", "proposal", "negotiation"}

Step = Callable[[World, dict[str, Any], Registration, Any], object]
STEPS: dict[str, Step] = {
    "submit": lambda w, by, r, now: actions.submit(w.session, **by),
    "recall": lambda w, by, r, now: actions.recall(w.session, **by),
    "revise": lambda w, by, r, now: actions.revise(w.session, claim=claimed(amount=Decimal(9000)), **by),
    "withdraw": lambda w, by, r, now: actions.withdraw(w.session, reason="", **by),
    "appeal": lambda w, by, r, now: actions.appeal(w.session, reason="Look again.", **by),
    "extend": lambda w, by, r, now: actions.ask_extension(w.session, reason="", **by),
    "advance": lambda w, by, r, now: _advance(w, by),
    "raise": lambda w, by, r, now: actions.change_amount(w.session, amount=Decimal(60000), **by),
    "lose": lambda w, by, r, now: actions.lose(w.session, reason="", **by),
    "approve": lambda w, by, r, now: actions.approve(w.session, **by),
    "reject": lambda w, by, r, now: actions.reject(w.session, reason="No.", **by),
    "ask": lambda w, by, r, now: actions.request_information(w.session, reason="Which?", **by),
    "revoke": lambda w, by, r, now: actions.revoke(w.session, reason="No.", **by),
    "grant": lambda w, by, r, now: actions.decide_extension(w.session, grant=True, reason="", **by),
    "win": lambda w, by, r, now: actions.win(w.session, order_number="PO", amount=Decimal(70000), **by),
    "reopen": lambda w, by, r, now: actions.reopen(w.session, lost=by["now"].day % 2 == 0, reason="Off.", **by),
    "correct": lambda w, by, r, now: actions.correct(w.session, amount=Decimal(8000), **by),
    "choose": lambda w, by, r, now: actions.choose(w.session, reason="Later.", **by),
    "sweep": lambda w, by, r, now: actions.watch(w.session, registration_id=r.id, public_url="", now=now),
}


def _advance(world: World, by: dict[str, Any]) -> object:
    deal = queries.deal_of(world.session, by["registration_id"])
    to = next_stage(deal.stage) if deal else None
    return actions.advance(world.session, to=to, **by) if to else None


@settings(max_examples=MANY)
@given(
    st.booleans(),
    st.lists(
        st.tuples(
            st.sampled_from(sorted(STEPS)), st.integers(0, 2), st.sampled_from(PARTNERS + VENDOR), st.integers(0, 60)
        ),
        min_size=6, max_size=16,
    ),
)  # fmt: skip
def test_no_sequence_of_steps_leads_outside_the_diagram(
    world: World, session: Session, instant: bool, steps: list[tuple[str, int, str, int]]
) -> None:
    with session.begin_nested() as whole:
        _walk(world, instant, steps)
        whole.rollback()
    session.expire_all()


def _walk(world: World, instant: bool, steps: list[tuple[str, int, str, int]]) -> None:
    session, now = world.session, NOW
    who = {"alice": world.alice, "charlie": world.charlie, "vera": world.vera,
           "viktor": person(session, "Viktor", Role.CHANNEL_MANAGER, None)}  # fmt: skip
    if instant:
        rules = Engagement(thresholds={"registered": Decimal(20000)})
        actions.save_rules(session, rules=rules, based_on=1, actor=world.vera, now=NOW)
    drafts = [
        actions.register(session, actor=actor, claim=claimed(), now=NOW)
        for actor in (world.alice, world.charlie, world.charlie)
    ]
    for draft, actor in zip(drafts, (world.alice, world.charlie), strict=False):
        actions.submit(session, registration_id=draft.id, actor=actor, now=now)
    for name, which, by, days in steps:
        now += days * DAY
        registration = drafts[which]
        try:
            with session.begin_nested():
                given = {"registration_id": registration.id, "actor": who[by], "now": now}
                STEPS[name](world, given, registration, now)
        except Refusal:  # not from here, or not by them: nothing has changed, as is looked at below
            session.expire_all()
    _holds(session, now)


def _holds(session: Session, now: Any) -> None:
    session.flush()
    assert queries.verify_log(session) == []
    allowed = {(one.value, after.value) for one, many in REGISTRATION.items() for after in many}
    off = {("won", after.value) for after in REOPENED}
    appeals: dict[Any, int] = {}
    for row in session.scalars(select(DealLog)):
        step = (row.before, row.after)
        if step == tuple(one.value for one in APPEAL):
            appeals[row.registration_id] = appeals.get(row.registration_id, 0) + 1
        elif row.before != row.after and row.before not in OPEN and row.before:
            # A deal in its first stage is written as the approved registration that it is.
            assert step in allowed or row.before == "approved" or step in off, step
    assert all(times == 1 for times in appeals.values())
    rows = session.execute(select(Registration, Deal).outerjoin(Deal, Deal.registration_id == Registration.id)).all()
    for registration, deal in rows:
        ended = registration.state in ENDS
        assert (deal is not None) == (registration.state is RegistrationState.APPROVED or ended)
        assert not (deal and ended and deal.stage not in CLOSED)
    holding = {
        registration.partner_id
        for registration, deal in rows
        if deal and deal.stage not in CLOSED and registration.protected_until and registration.protected_until > now
    }
    assert len(holding) <= 1
