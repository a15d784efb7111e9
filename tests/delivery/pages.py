"""Partners whose mails have no answer, for the tests of pages; nothing of it needs a worker."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import new_id
from tcma.delivery import actions
from tcma.delivery.models import Step
from tcma.delivery.rules import Policy
from tests.delivery.conftest import a_composition, person


def silent(session: Session, partner_id: UUID | None, people: int = 2, *, minutes: int = 16, said: str = "timed out",
           subject: str = "Spring news") -> Step:
    """A step of the partner whose mails were handed over so long ago without an answer."""
    now = clock.now(session)
    composition = a_composition(session, partner_id, now, subject)  # type: ignore[arg-type]  # the vendor has none
    step = actions.schedule(
        session, partner_id=partner_id, origin="launch", origin_id=new_id(), policy=Policy.AT_MOST_ONCE,
        sender="Partner <p@northgate.example>", contents={"en": composition}, due_at=now,
    )
    actions.plan(session, step=step, recipients=map(person, range(people)), now=now)
    actions.finish_planning(session, step=step, now=now)
    session.execute(text(
        "INSERT INTO attempts (id, message_id, partner_id, claim_id, begun_at, ended_at, outcome, ses_message_id, "
        "detail) SELECT gen_random_uuid(), id, partner_id, id, clock_timestamp() - make_interval(mins => :minutes), "
        "clock_timestamp(), 'unknown', '', :said FROM messages WHERE step_id = :step"
    ), {"step": step.id, "minutes": minutes, "said": said})  # fmt: skip
    session.execute(
        text("UPDATE messages SET state = 'unconfirmed', reason = :said, tries = 1 WHERE step_id = :step"),
        {"step": step.id, "said": said},
    )
    session.flush()
    return step


def sent(session: Session, partner_id: UUID, *, people: int = 200, complained: int = 0, bounced: int = 0) -> Step:
    """A step that Amazon took whole, and what some of its readers did."""
    step = silent(session, partner_id, people)
    values = {"step": step.id, "complained": complained, "bounced": bounced}
    session.execute(text(
        "UPDATE attempts SET outcome = 'accepted', ses_message_id = message_id::text "
        "WHERE message_id IN (SELECT id FROM messages WHERE step_id = :step)"), values)  # fmt: skip
    session.execute(text("UPDATE messages SET state = 'accepted', reason = '' WHERE step_id = :step"), values)
    for kind, number in (("complained", complained), ("bounced", bounced)):
        session.execute(text(
            "INSERT INTO delivery_events (id, attempt_id, message_id, partner_id, kind, at, detail) "
            "SELECT gen_random_uuid(), a.id, m.id, m.partner_id, :kind, now(), '' FROM messages m "
            "JOIN attempts a ON a.message_id = m.id WHERE m.step_id = :step AND m.headline = '' LIMIT :number"
        ), {"step": step.id, "kind": kind, "number": number})  # fmt: skip
        session.execute(text(
            "UPDATE messages m SET headline = e.kind FROM delivery_events e WHERE e.message_id = m.id"))  # fmt: skip
    session.flush()
    return step
