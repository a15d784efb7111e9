"""Whatever is merged, said and brought again in whatever order: who said no is not mailed."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Contact
from tests.audiences.people import NOW, contact
from tests.audiences.test_merging import merged, stands
from tests.cast import alice

EMAILS = [f"me{n}@noor.example" for n in range(3)]
STEPS = st.lists(
    st.sampled_from(["no-0", "no-1", "no-2", "merge-01", "merge-12", "merge-20", "back-0", "back-1"]),
    max_size=7,
)


@settings(max_examples=40)
@given(STEPS)
def test_whoever_said_no_is_never_mailed_under_an_address_that_was_merged(session: Session, steps: list[str]) -> None:
    """One person under three addresses. An address is held once a no was said to it, or to one it was merged with."""
    alice(session)
    nested = session.begin_nested()
    try:
        for email in EMAILS:
            contact(session, alice(session).partner_id, email=email)
        held = set[int]()
        together = [{0}, {1}, {2}]
        for step in steps:
            _take(session, step, held, together)
            held |= {n for group in together if group & held for n in group}
        for n in held:
            there = _there(session, n) or contact(session, alice(session).partner_id, email=EMAILS[n])
            assert stands(session, there) in ("unsubscribed", "unavailable"), (steps, n)
        for n in set(range(3)) - held:
            free = _there(session, n)
            assert free is None or stands(session, free) == "", (steps, n)
    finally:
        nested.rollback()


def _there(session: Session, n: int) -> Contact | None:
    partner = alice(session).partner_id
    assert partner is not None
    return queries.by_address(session, partner, EMAILS[n])


def _take(session: Session, step: str, held: set[int], together: list[set[int]]) -> None:
    verb, _, numbers = step.partition("-")
    first, last = int(numbers[0]), int(numbers[-1])
    one, other = _there(session, first), _there(session, last)
    if verb == "back" and one is None:
        contact(session, alice(session).partner_id, email=EMAILS[first])
    if one is None:
        return
    if verb == "merge" and other is not None:
        merged(session, one, other)
        joined = [group for group in together if group & {first, last}]
        together[:] = [group for group in together if group not in joined] + [set[int]().union(*joined)]
    elif verb == "no":
        actions.unsubscribe(session, contact=one, message_id=None, everyone=False, now=NOW)
        held.add(first)
