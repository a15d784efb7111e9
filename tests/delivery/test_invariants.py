"""Each invariant's statement finds nothing where all is well, and what breaks it where something does."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.audiences.actions import suppress
from tcma.base import clock
from tcma.base.db import transaction
from tcma.composing.models import Composition
from tcma.delivery import actions
from tcma.delivery.actions.steps import step_hash
from tcma.delivery.models import Step
from tcma.delivery.ports import Answer
from tcma.delivery.queries.invariants import STATEMENTS, look, look_at_all
from tcma.delivery.rules import Outcome
from tests.delivery.conftest import MakeStep, a_composition
from tests.delivery.events import event, told
from tests.delivery.world import begun, claimed, drain, expire, outcomes, reap


@pytest.fixture
def world(make_step: MakeStep, mailer: LocalMailer, session: Session) -> UUID:
    """One step in which everything has happened: sent, delivered, refused, unknown, left out, waiting, stopped."""
    kinds = [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.UNKNOWN, Outcome.RETURNED, Outcome.ACCEPTED]
    mailer.answer = lambda batch: [
        Answer(kind, f"ses-{entry.attempt_id}" * (kind is Outcome.ACCEPTED))
        for kind, entry in zip(kinds, batch.entries, strict=True)
    ]
    other = make_step(2)
    claimed(other, 1)
    begun(other)
    step_id = make_step(5, skipped=1)
    drain(step_id)
    with transaction() as own:
        rows = own.execute(text("SELECT a.id, m.email FROM attempts a JOIN messages m ON m.id = a.message_id "
                                "WHERE a.outcome = 'accepted' ORDER BY m.email"))  # fmt: skip
        (first, to), (second, too) = rows.all()
    told(event(first, to, "delivered"), event(second, too, "bounced"), event(first, to, "sent"))
    stopped = make_step(1)
    with transaction() as own:
        actions.cancel(own, [stopped], reason="stopped", now=clock.now(own))
    return step_id


def test_nothing_is_found_where_all_is_well(world: UUID) -> None:
    assert sorted(outcomes()) == ["accepted", "accepted", "open", "refused", "returned", "unknown"]
    with transaction() as session:
        assert {one.invariant: one.broken for one in look_at_all(session)} == dict.fromkeys(STATEMENTS, 0)


ACCEPTED = "(SELECT message_id FROM attempts WHERE outcome = 'accepted' ORDER BY id LIMIT 1)"
BREAKS = [
    ("I1", "DROP INDEX uq_attempts_alive; INSERT INTO attempts (id, message_id, partner_id, claim_id, outcome, "
           "ses_message_id, detail) SELECT gen_random_uuid(), message_id, partner_id, claim_id, outcome, 'other', '' "
           "FROM attempts WHERE outcome = 'accepted'"),
    ("I1", "UPDATE attempts SET ses_message_id = 'same' WHERE outcome = 'accepted'"),
    ("I1", "UPDATE attempts SET outcome = 'superseded' WHERE outcome = 'unknown'"),
    ("I1", "UPDATE attempts SET outcome = 'returned' WHERE outcome = 'accepted'"),
    ("I2", "DELETE FROM messages WHERE state = 'skipped'"),
    ("I2", "UPDATE steps SET planned = planned - 1 WHERE cancelled_at IS NULL"),
    ("I3", "UPDATE steps SET held_at = now(), stopped_at = clock_timestamp() - interval '1 hour'"),
    ("I3", "UPDATE messages SET addr_key = 'erased-abc' WHERE state = 'queued'"),
    ("I4", "UPDATE attempts SET ses_message_id = '', healed_at = now() WHERE outcome = 'accepted'"),
    ("I4", "UPDATE messages SET state = 'accepted' WHERE state = 'unconfirmed'"),
    ("I4", f"UPDATE messages SET state = 'failed' WHERE id = {ACCEPTED}"),
    ("I4", "UPDATE messages SET headline = 'delivered'"),
    ("I5", "UPDATE messages SET lease_until = clock_timestamp() - interval '61 seconds' WHERE state = 'claimed'"),
    ("I5", "UPDATE messages SET lease_until = clock_timestamp() - interval '61 seconds' WHERE state = 'sending'"),
    ("I5", "UPDATE messages SET state = 'queued' WHERE state = 'sending'"),
    ("I5", "UPDATE messages SET state = 'sending', lease_until = now() + interval '1 hour' WHERE state = 'queued'"),
    ("I5", "UPDATE messages SET state = 'unconfirmed' WHERE state = 'failed'"),
    ("I5", "UPDATE messages SET state = 'queued' WHERE state = 'unconfirmed'"),
    ("I5", "UPDATE messages SET state = 'skipped' WHERE state = 'unconfirmed'"),
    ("I5", "UPDATE steps SET finished_at = now()"),
    ("I6", "UPDATE messages SET headline = '' WHERE headline = 'bounced'"),
    ("I6", "UPDATE messages SET headline = 'sent' WHERE headline = 'delivered'"),
    ("I6", "UPDATE attempts SET outcome = 'unknown' WHERE outcome = 'accepted'"),
    ("I7", "INSERT INTO facts (id, name, subject_id, at) "
           "SELECT gen_random_uuid(), 'anything', id, clock_timestamp() - interval '11 minutes' FROM steps"),
    ("I7", "UPDATE receipts SET applied_at = NULL, received_at = clock_timestamp() - interval '11 minutes'"),
    ("I8", "UPDATE compositions SET html = html || '.'"),
    ("I8", "UPDATE steps SET sender = 'somebody else'"),
    ("I9", "UPDATE messages SET partner_id = NULL WHERE state = 'queued'"),
    ("I9", "UPDATE attempts SET partner_id = NULL"),
    ("I9", "UPDATE delivery_events SET partner_id = NULL"),
]  # fmt: skip


@pytest.mark.parametrize(("invariant", "harm"), BREAKS)
def test_what_breaks_an_invariant_is_found(world: UUID, session: Session, invariant: str, harm: str) -> None:
    session.execute(text(harm))
    found = look(session, invariant)
    assert found.broken >= 1
    assert len(set(found.examples)) == found.broken


def test_every_invariant_is_broken_by_one_of_these() -> None:
    assert {invariant for invariant, _ in BREAKS} == set(STATEMENTS)


@pytest.mark.parametrize(("scope", "reason", "broken"), [
    ("global", "complained", 1), ("partner", "unsubscribed", 1), ("programme", "unsubscribed", 1),
    ("vendor", "unsubscribed", 0),
])  # fmt: skip
def test_an_attempt_after_a_no_is_found_and_one_before_it_is_not(
    make_step: MakeStep, session: Session, scope: str, reason: str, broken: int
) -> None:
    step_id = make_step(1)
    begun(step_id)
    partner_id = session.get_one(Step, step_id).partner_id if scope == "partner" else None
    suppress(session, scope=scope, partner_id=partner_id, addr_key="person0@example.com", reason=reason,
             now=clock.now(session))  # fmt: skip
    assert look(session, "I3").broken == 0
    session.execute(text("UPDATE attempts SET begun_at = clock_timestamp() + interval '1 second'"))
    assert look(session, "I3").broken == broken


def test_the_hash_in_the_database_is_the_one_that_was_approved(make_step: MakeStep, session: Session) -> None:
    """Whatever stands in a mail: the statement computes in SQL what the product computes in Python."""
    step = session.get_one(Step, make_step(1))
    said = 'He said "no\\yes"\n\ttab\r\x1f\x7f/ \u2028 ü 😀 مرحبا'
    composition = a_composition(session, step.partner_id, clock.now(session), said)  # type: ignore[arg-type]  # keywords of several kinds
    for language in ("de", "ar", "pt-BR"):
        session.execute(text("INSERT INTO step_contents VALUES (:step, :language, :composition)"),
                        {"step": step.id, "language": language, "composition": composition.id})  # fmt: skip
    session.flush()
    assert look(session, "I8").examples == [step.id]
    rows = session.execute(text("SELECT language, composition_id FROM step_contents WHERE step_id = :id"),
                           {"id": step.id})  # fmt: skip
    hashes = {tag: session.get_one(Composition, one).content_hash for tag, one in rows}
    step.content_hash = step_hash(step.sender, step.reply_to, hashes)
    session.flush()
    assert look(session, "I8").broken == 0


def test_what_a_dead_worker_left_is_found_only_when_nobody_moves_it_on(make_step: MakeStep) -> None:
    step_id = make_step(2)
    begun(step_id)
    expire(step_id)
    with transaction() as session:
        assert look(session, "I5").broken == 2
    reap()
    with transaction() as session:
        assert look(session, "I5").broken == 0
