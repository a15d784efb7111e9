"""*Skip to the next due step* also reaches what a deal waits for."""

from datetime import timedelta

from rq import Queue
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.tools import use
from tcma.deals import jobs
from tcma.deals.models import Registration
from tcma.deals.rules import RegistrationState
from tcma.trial.time import advance, catch_up, next_due
from tests.deals.letters import letters
from tests.deals.world import build


def skip(session: Session) -> None:
    """As the trial's button does; then the beat and a worker."""
    due = next_due(session)
    assert due is not None
    advance(session, due + timedelta(seconds=1))
    session.commit()
    for registration_id in jobs.due_protections(session):
        jobs.watch(registration_id)
    session.expire_all()


def test_skipping_leads_from_notice_to_notice_to_the_end(session: Session) -> None:
    world = build(session)
    registration, _ = world.opened(world.alice, now=clock.now(session))
    said = []
    for _ in range(5):
        skip(session)
        said = [one.subject.partition(": ")[2] for one in letters(session, "deal-notice") if one.to.startswith("alice")]
    assert said == [
        "15 days of protection left", "7 days of protection left", "1 day of protection left",
        "the protection ends today",
    ]  # fmt: skip
    assert session.get_one(Registration, registration.id).state is RegistrationState.EXPIRED
    assert next_due(session) is None


def test_what_is_done_hourly_is_done_where_an_hour_is_skipped(wired: object) -> None:
    queue = use(Queue)
    catch_up(queue, timedelta(minutes=59))
    assert queue.count == 0
    catch_up(queue, timedelta(days=7))
    names = [job.func_name for job in queue.jobs]
    slices = ("audiences", "deals", "delivery", "tracking", "webhooks", "crm", "leads")
    assert names == [f"tcma.{name}.jobs.forget" for name in slices]
