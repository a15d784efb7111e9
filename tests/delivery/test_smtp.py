"""The machine of delivery over SMTP: from the queue to a bounce, and what a lost answer leaves behind."""

from functools import partial
from uuid import UUID

from sqlalchemy import func, select

from tcma.adapters.smtp import Server, SmtpMailer
from tcma.base.db import transaction
from tcma.base.tools import provide
from tcma.delivery import actions
from tcma.delivery.jobs import apply_receipts
from tcma.delivery.models import Message
from tcma.delivery.ports import Mailer
from tests.adapters.smtp_server import HANG_UP, SmtpTwin, running
from tests.delivery.conftest import MakeStep
from tests.delivery.test_bounces import DOMAIN, report
from tests.delivery.world import drain


def counted(step_id: UUID) -> dict[str, int]:
    with transaction() as session:
        rows = session.execute(
            select(Message.state, func.count()).where(Message.step_id == step_id).group_by(Message.state))
        return {row[0].value: row[1] for row in rows}


def test_a_step_leaves_by_smtp_an_answer_that_is_lost_is_unconfirmed_and_its_bounce_heals_it(
    live: str, make_step: MakeStep
) -> None:
    step_id = make_step(4)
    twin = SmtpTwin(script=lambda name, _line, number: HANG_UP if name == "END" and number == 2 else None)
    with running(twin):
        mailer = SmtpMailer(Server.of(twin.url, read_timeout=2), connections=1, domains=["northgate.example"], rate=50,
                            verp=partial(actions.bounce_address, domain=DOMAIN))
        provide(Mailer, mailer)
        drain(step_id)
        mailer.close()
    assert counted(step_id)["unconfirmed"] == 1
    assert counted(step_id)["accepted"] == len(twin.taken)
    with transaction() as session:
        email = session.scalars(select(Message.email).where(Message.state == "unconfirmed")).one()
    place = twin.lines.index(f"RCPT TO:<{email}>")
    mail_from = next(line for line in reversed(twin.lines[:place]) if line.startswith("MAIL"))
    bounced_to = mail_from.partition("<")[2].partition(">")[0]
    with transaction() as session:
        assert actions.store_bounce(session, report(bounced_to, about=email), domain=DOMAIN) == ""
    apply_receipts()
    assert counted(step_id)["accepted"] == len(twin.taken) + 1
    with transaction() as session:
        assert session.scalars(select(Message.email).where(Message.headline == "bounced")).all() == [email]
