"""`make bench-receipts`: events of SES applied as the job applies them, from stored receipts to headlines.

Two events of each mail, Send and Delivery, in any order; one in a hundred bounces and stops its address. ROWS=100000 is
quicker. Storing is timed apart: what is timed here is what the job does.
"""

import os
import sys
import time

from sqlalchemy import text

from bench.goals import exactly, say, verdict
from bench.mailing import a_programme, a_step, partner_with
from bench.programme import peak, programme
from tcma.base.db import transaction
from tcma.delivery.actions import waiting_receipts
from tcma.delivery.jobs import apply_receipts

ROWS = int(os.environ.get("ROWS", "1000000"))

# Everyone's mail, as if it were sent a moment ago.
_ACCEPTED = """
WITH sent AS (
    UPDATE messages SET state = 'accepted' WHERE step_id = :step RETURNING id, partner_id
)
INSERT INTO attempts (id, message_id, partner_id, claim_id, outcome, ses_message_id, detail, ended_at)
SELECT gen_random_uuid(), id, partner_id, gen_random_uuid(), 'accepted', 'ses-' || id, '', clock_timestamp() FROM sent
"""

# The JSON that SES publishes, of mails that were accepted.
_EVENTS = """
INSERT INTO receipts (id, sns_message_id, body, note)
SELECT gen_random_uuid(), gen_random_uuid(), jsonb_build_object('eventType', kind, 'mail', jsonb_build_object(
    'timestamp', at, 'messageId', ses_message_id, 'destination', jsonb_build_array(email),
    'sendingAccountId', '123456789012', 'tags', jsonb_build_object('attempt', jsonb_build_array(attempt))),
    CASE kind WHEN 'Send' THEN 'send' WHEN 'Bounce' THEN 'bounce' ELSE 'delivery' END,
    CASE kind WHEN 'Send' THEN '{}'::jsonb
              WHEN 'Bounce' THEN jsonb_build_object('timestamp', at, 'bounceType', 'Permanent', 'bounceSubType',
                  'General', 'bouncedRecipients', jsonb_build_array(jsonb_build_object('emailAddress', email)))
              ELSE jsonb_build_object('timestamp', at, 'recipients', jsonb_build_array(email),
                  'smtpResponse', '250 OK') END), ''
FROM (
    SELECT a.id AS attempt, a.ses_message_id, m.email, to_char(now() AT TIME ZONE 'UTC',
           'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
           unnest(ARRAY['Send', CASE WHEN row_number() OVER () % 100 = 0 THEN 'Bounce' ELSE 'Delivery' END]) AS kind
    FROM attempts a JOIN messages m ON m.id = a.message_id
) AS events ORDER BY random()
"""


def main() -> None:
    with programme():
        partner_id, composition_id = partner_with(ROWS // 2, a_programme())
        step_id = a_step(partner_id, composition_id, ROWS // 2)
        with transaction() as session:
            session.execute(text(_ACCEPTED), {"step": step_id})
            session.execute(text(_EVENTS))
        with transaction() as session:
            session.execute(text("ANALYZE"))
        before, began, busy = peak(), time.perf_counter(), time.process_time()
        while True:
            apply_receipts()
            with transaction() as session:
                if not waiting_receipts(session, limit=1):
                    break
        took, busy = time.perf_counter() - began, time.process_time() - busy
        with transaction() as session:
            applied = session.scalar(text("SELECT count(*) FROM receipts WHERE applied_at IS NOT NULL AND note = ''"))
            bounced, delivered = session.execute(text(
                "SELECT count(*) FILTER (WHERE headline = 'bounced'), count(*) FILTER (WHERE headline = 'delivered') "
                "FROM messages"
            )).one()  # fmt: skip
        say(f"  {ROWS:,} events in {took:,.1f} s: {ROWS / took:,.0f} a second, "
            f"{busy / ROWS * 1e6:,.0f} us of CPU each, {peak() - before:.0f} MB more")
        say(f"  {delivered:,} delivered, {bounced:,} bounced")
        sys.exit(verdict([exactly("events applied", applied or 0, ROWS // 2 * 2)]))


if __name__ == "__main__":
    main()
