"""I1 to I9 of the delivery's promise, each as one statement that finds what breaks it. Empty is what they should be.

They look at facts that stay: times by the database's clock that were written under the lock they speak of, so that
no clock of a worker, and no skip of the trial's clock, can make a false alarm.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.base.keyed import PSEUDONYM
from tcma.delivery.rules.events import HEADLINES

SHOWN = 10
"""Ids that are kept of what is broken, to begin looking at."""

_STRONGEST = f"ARRAY[{', '.join(repr(kind.value) for kind in HEADLINES)}]"
# Every statement gives ids; the same one may come for several reasons.
STATEMENTS: Mapping[str, str] = {
    # One message a step and recipient, one living attempt a message, one id of SES an attempt; SES tells nothing of
    # an attempt that it certainly did not take; one is superseded by somebody's decision or by the policy alone.
    "I1": """
        SELECT min(id::text)::uuid FROM messages GROUP BY step_id, recipient_key HAVING count(*) > 1
        UNION ALL
        SELECT message_id FROM attempts WHERE outcome IS NULL OR outcome IN ('accepted', 'unknown')
        GROUP BY message_id HAVING count(*) > 1
        UNION ALL
        SELECT min(message_id::text)::uuid FROM attempts WHERE ses_message_id <> ''
        GROUP BY ses_message_id HAVING count(*) > 1
        UNION ALL
        SELECT a.message_id FROM attempts a JOIN delivery_events e ON e.attempt_id = a.id
        WHERE a.outcome IN ('returned', 'aborted')
        UNION ALL
        SELECT a.message_id FROM attempts a JOIN messages m ON m.id = a.message_id JOIN steps s ON s.id = m.step_id
        WHERE a.outcome = 'superseded' AND s.policy = 'at_most_once' AND NOT EXISTS (
            SELECT FROM attempt_decisions d WHERE d.attempt_id = a.id AND d.kind = 'send_again')
    """,
    # What was planned is the sum of all states, for every step.
    "I2": """
        SELECT s.id FROM steps s
        LEFT JOIN (SELECT step_id, count(*) AS rows FROM messages WHERE state IN (
            'queued', 'claimed', 'sending', 'accepted', 'unconfirmed', 'skipped', 'cancelled', 'failed', 'expired')
            GROUP BY step_id) m ON m.step_id = s.id
        WHERE s.planned_at IS NOT NULL AND s.planned <> coalesce(m.rows, 0)
    """,
    # No attempt after a pause, a cancellation, a no or an erasure. Each such time is read under the lock that
    # attempts hold shared until their commit.
    "I3": """
        SELECT a.message_id FROM attempts a JOIN messages m ON m.id = a.message_id JOIN steps s ON s.id = m.step_id
        WHERE a.begun_at > s.stopped_at AND (s.held_at IS NOT NULL OR s.cancelled_at IS NOT NULL)
        UNION ALL
        SELECT a.message_id FROM suppressions p
        JOIN messages m ON m.addr_key = p.addr_key OR '@' || split_part(m.addr_key, '@', 2) = p.addr_key
        JOIN attempts a ON a.message_id = m.id AND a.begun_at > p.written_at
        JOIN steps s ON s.id = m.step_id
        WHERE (p.partner_id = m.partner_id OR p.partner_id IS NULL AND (
                p.scope IN ('programme', 'global') OR p.scope = 'vendor' AND m.partner_id IS NULL))
            AND (p.reason IN ('bounced', 'complained') OR s.policy = 'at_most_once' AND NOT s.service)
        UNION ALL
        SELECT id FROM messages WHERE addr_key LIKE :nobody AND state IN ('queued', 'claimed')
    """,
    # Sent has an id of SES or an event; delivered has its event; a message is accepted by an attempt that is.
    "I4": """
        SELECT a.message_id FROM attempts a WHERE a.outcome = 'accepted' AND a.ses_message_id = ''
        UNION ALL
        SELECT a.message_id FROM attempts a WHERE a.healed_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM delivery_events e WHERE e.attempt_id = a.id)
        UNION ALL
        SELECT m.id FROM messages m WHERE m.state = 'accepted'
            AND NOT EXISTS (SELECT FROM attempts a WHERE a.message_id = m.id AND a.outcome = 'accepted')
        UNION ALL
        SELECT a.message_id FROM attempts a JOIN messages m ON m.id = a.message_id
        WHERE a.outcome = 'accepted' AND m.state <> 'accepted'
        UNION ALL
        SELECT m.id FROM messages m WHERE m.headline = 'delivered'
            AND NOT EXISTS (SELECT FROM delivery_events e WHERE e.message_id = m.id AND e.kind = 'delivered')
    """,
    # No lease is over for long, every open attempt has a message that is being sent and the other way round, what
    # is unconfirmed has an attempt that may be out, what may be out is not called left out, stopped or refused, and is
    # on its way again only by a decision; a step that is over has nothing open.
    "I5": """
        SELECT id FROM messages WHERE state IN ('claimed', 'sending')
            AND (lease_until IS NULL OR lease_until < clock_timestamp() - interval '60 seconds')
        UNION ALL
        SELECT a.message_id FROM attempts a JOIN messages m ON m.id = a.message_id
        WHERE a.outcome IS NULL AND m.state <> 'sending'
        UNION ALL
        SELECT m.id FROM messages m WHERE m.state = 'sending'
            AND NOT EXISTS (SELECT FROM attempts a WHERE a.message_id = m.id AND a.outcome IS NULL)
        UNION ALL
        SELECT m.id FROM messages m WHERE m.state = 'unconfirmed'
            AND NOT EXISTS (SELECT FROM attempts a WHERE a.message_id = m.id
                            AND a.outcome IN ('unknown', 'superseded'))
        UNION ALL
        SELECT a.message_id FROM attempts a JOIN messages m ON m.id = a.message_id
        WHERE a.outcome IN ('unknown', 'superseded') AND m.state IN ('skipped', 'cancelled', 'failed', 'expired')
            OR a.outcome = 'unknown' AND m.state IN ('queued', 'claimed') AND NOT EXISTS (
                SELECT FROM attempt_decisions d WHERE d.attempt_id = a.id AND d.kind <> 'leave')
        UNION ALL
        SELECT m.id FROM messages m JOIN steps s ON s.id = m.step_id
        WHERE m.state IN ('queued', 'claimed', 'sending') AND s.finished_at IS NOT NULL
    """,
    # What is shown of a message is the strongest of its facts, whatever came when; an attempt of which SES told
    # anything is accepted, unless it was superseded or its answer had said otherwise.
    "I6": f"""
        SELECT m.id FROM messages m LEFT JOIN (
            SELECT message_id, min(array_position({_STRONGEST}, kind::text)) AS at
            FROM delivery_events GROUP BY message_id) e ON e.message_id = m.id
        WHERE m.headline <> coalesce(({_STRONGEST})[e.at], '')
        UNION ALL
        SELECT a.message_id FROM attempts a WHERE (a.outcome IS NULL OR a.outcome = 'unknown')
            AND EXISTS (SELECT FROM delivery_events e WHERE e.attempt_id = a.id)
    """,
    # What the database knows is done, whatever the queue forgot: nothing waits for longer than its sweep takes.
    "I7": """
        SELECT id FROM facts WHERE delivered_at IS NULL AND at < clock_timestamp() - interval '10 minutes'
        UNION ALL
        SELECT id FROM receipts WHERE applied_at IS NULL AND received_at < clock_timestamp() - interval '10 minutes'
    """,
    # What a step would send, or has just sent, is what was approved. One that is held for it is shown as that.
    "I8": r"""
        SELECT s.id FROM steps s JOIN (
            SELECT c.step_id, string_agg(convert_to(c.language || ' ' || encode(sha256(convert_to('['
                || to_json(m.subject)::text || ', ' || to_json(m.html)::text || ', ' || to_json(m.text)::text || ']',
                'UTF8')), 'hex'), 'UTF8') || '\x00'::bytea, ''::bytea ORDER BY c.language COLLATE "C") AS parts
            FROM step_contents c JOIN compositions m ON m.id = c.composition_id
            GROUP BY c.step_id) t ON t.step_id = s.id
        WHERE s.held_reason <> 'changed' AND s.cancelled_at IS NULL AND s.planned_at IS NOT NULL
            AND (s.finished_at IS NULL OR s.finished_at > clock_timestamp() - interval '2 days'
                + coalesce((SELECT max("offset") FROM clock_offset), interval '0'))
            AND s.content_hash <> encode(sha256(convert_to(s.sender, 'UTF8') || '\x00'::bytea
                || convert_to(s.reply_to, 'UTF8') || '\x00'::bytea || t.parts), 'hex')
    """,
    # Every row carries the partner of what it belongs to.
    "I9": """
        SELECT m.id FROM messages m JOIN steps s ON s.id = m.step_id WHERE m.partner_id IS DISTINCT FROM s.partner_id
        UNION ALL
        SELECT a.message_id FROM attempts a JOIN messages m ON m.id = a.message_id
        WHERE a.partner_id IS DISTINCT FROM m.partner_id
        UNION ALL
        SELECT e.message_id FROM delivery_events e JOIN attempts a ON a.id = e.attempt_id
        WHERE e.partner_id IS DISTINCT FROM a.partner_id OR e.message_id <> a.message_id
        UNION ALL
        SELECT d.message_id FROM attempt_decisions d JOIN attempts a ON a.id = d.attempt_id
        WHERE d.partner_id IS DISTINCT FROM a.partner_id OR d.message_id <> a.message_id
        UNION ALL
        SELECT f.message_id FROM message_attachments f JOIN messages m ON m.id = f.message_id
        WHERE f.partner_id IS DISTINCT FROM m.partner_id
        UNION ALL
        SELECT m.id FROM messages m JOIN contacts c ON c.id = m.contact_id
        WHERE c.partner_id <> m.partner_id
        UNION ALL
        SELECT s.id FROM steps s JOIN step_contents t ON t.step_id = s.id
        JOIN compositions c ON c.id = t.composition_id WHERE c.partner_id <> s.partner_id
    """,
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What one invariant's statement found: how many rows break it, some of their ids, and seconds it took."""

    invariant: str
    broken: int
    examples: Sequence[UUID]
    seconds: float


def look(session: Session, invariant: str) -> Found:
    """Run one of them. It reads only."""
    begun = time.monotonic()
    statement = f"""
        WITH found AS ({STATEMENTS[invariant]})
        SELECT (SELECT count(DISTINCT id) FROM found AS all_of (id)),
               ARRAY(SELECT DISTINCT id FROM found AS some_of (id) ORDER BY id LIMIT {SHOWN})
    """
    values = {"nobody": f"{PSEUDONYM}%"} if ":nobody" in statement else {}
    broken, examples = session.execute(text(statement), values).one()
    return Found(invariant, broken, examples, time.monotonic() - begun)


def look_at_all(session: Session) -> list[Found]:
    """Every invariant, in order."""
    return [look(session, invariant) for invariant in STATEMENTS]
