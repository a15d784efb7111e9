"""All permutations of up to five events, each one to three times: one final state. Through the database, in bulk.

Every order is a message of its own; what is applied at once is the next event of all of them.
"""

import os
from collections.abc import Sequence
from itertools import combinations, permutations, product, zip_longest
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.base import clock
from tcma.base.db import new_id
from tcma.delivery import actions
from tests import cast
from tests.delivery.events import NAMES, event
from tests.delivery.pages import silent

CHAOS = bool(os.environ.get("TCMA_CHAOS"))  # `make chaos`: every set of five of the eight kinds, in every order
KINDS = sorted(NAMES)
SETS: list[tuple[str, ...]] = list(combinations(KINDS, 5)) if CHAOS else [
    ("sent", "delayed", "bounced_for_now", "delivered", "complained"),
    ("rejected", "bounced"),
    ("unrendered", "sent", "delayed"),
    ("delivered", "bounced", "bounced_for_now", "complained"),
]  # fmt: skip


def orders(kinds: Sequence[str]) -> list[tuple[str, ...]]:
    """Every permutation; how often each event comes goes round through all of 1, 2 and 3 times."""
    times = list(product((1, 2, 3), repeat=len(kinds)))
    found = list(permutations(kinds))
    return [
        tuple(kind for kind, count in zip(order, times[number * 7 % len(times)], strict=True) for _ in range(count))
        for number, order in enumerate(found)
    ]


@pytest.mark.parametrize("kinds", SETS, ids="-".join)
def test_every_order_of_events_ends_the_same(
    mailer: LocalMailer, session: Session, kinds: tuple[str, ...]
) -> None:
    told = orders(kinds)
    step = silent(session, cast.actor(cast.alice(session)).partner, len(told))
    rows = session.execute(text(
        "SELECT a.id, m.email FROM attempts a JOIN messages m ON m.id = a.message_id WHERE m.step_id = :step"
    ), {"step": step.id}).all()  # fmt: skip
    for events in zip_longest(*told):
        apply(session, [event(attempt, to, kind)
                        for (attempt, to), kind in zip(rows, events, strict=True) if kind])  # fmt: skip
    ends = session.execute(text(
        "SELECT m.state, m.headline, a.outcome, a.ses_message_id = 'ses-' || a.id, a.healed_at IS NOT NULL, "
        "(SELECT array_agg(e.kind ORDER BY e.kind) FROM delivery_events e WHERE e.message_id = m.id), "
        "(SELECT array_agg(s.scope || s.reason ORDER BY s.scope, s.reason) FROM suppressions s "
        " WHERE s.addr_key = m.addr_key), count(*) "
        "FROM messages m JOIN attempts a ON a.message_id = m.id WHERE m.step_id = :step "
        "GROUP BY 1, 2, 3, 4, 5, 6, 7"
    ), {"step": step.id}).all()  # fmt: skip
    assert len(ends) == 1, ends
    state, headline, outcome, named, healed, kept, _, number = ends[0]
    assert (state, outcome, named, healed, number) == ("accepted", "accepted", True, True, len(told))
    assert (kept, headline) == (sorted(kinds), strongest(kinds))


def strongest(kinds: Sequence[str]) -> str:
    """As the specification has it: complained, bounced for good, bounced for now, delivered, delayed, sent.

    That SES refused it after all, or could not make it of its parts, is as good as a bounce for good.
    """
    order = ("complained", "bounced", "rejected", "unrendered", "bounced_for_now", "delivered", "delayed", "sent")
    return next(kind for kind in order if kind in kinds)


def apply(session: Session, bodies: Sequence[dict[str, Any]]) -> None:
    receipts: list[UUID] = []
    for body in bodies:
        receipt = actions.store_receipt(session, sns_message_id=str(new_id()), body=body)
        assert receipt is not None
        receipts.append(receipt)
    actions.apply_receipts(session, receipts, now=clock.now(session))
