"""Three ways to send a planned step, each run as a child process that measures itself: `python -m bench.senders`.

The naive one is what a first version looks like, and the other what a careful programmer writes with the standard
library. Neither keeps the promise of delivery: no attempt is written before the call, so that who is killed sends
again, or never. Both render what our mail says, with the same personal links, from a template compiled once.
"""

import json
import smtplib
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from threading import Event
from typing import Any
from uuid import UUID

import boto3
from jinja2 import Environment, Template
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from bench.mailing import SENDER, click_token, unsubscribe_token
from bench.programme import peak
from tcma.audiences.rules import why
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import gettext
from tcma.composing.models import Composition
from tcma.composing.queries import links
from tcma.delivery.jobs import deliver
from tcma.delivery.models import Message, StepContent
from tcma.delivery.rules import MessageState
from tcma.wiring import wire


def ours(step_id: UUID, _smtp_port: int) -> Callable[[], None]:
    """The job that workers run, again and again as the beat does, until nothing is due."""

    def slice_of_time() -> bool:
        deliver(str(step_id))
        with transaction() as session:
            due = select(Message.id).where(Message.step_id == step_id, Message.state == MessageState.QUEUED).limit(1)
            return session.scalar(due) is not None and not use(Event).is_set()

    return until_none(slice_of_time)


class Letter:
    """The mail of a step as Jinja templates, and each reader's values for them."""

    def __init__(self, session: Session, step_id: UUID) -> None:
        composed = session.scalars(
            select(Composition).join(StepContent, StepContent.composition_id == Composition.id)
            .where(StepContent.step_id == step_id)
        ).one()
        self.links = links(session, composed.id)
        self.names = {field["name"]: (field["source"], field["fallback"]) for field in composed.fields}
        plain, html = Environment(), Environment(autoescape=True)  # subject and text are not HTML
        self.subject: Template = plain.from_string(composed.subject)
        self.text: Template = plain.from_string(composed.text)
        self.html: Template = html.from_string(composed.html)
        self.public_url = use(Settings).public_url

    def values(self, message: Message) -> dict[str, str]:
        assert message.contact_id is not None
        leave = unsubscribe_token(message.contact_id, message.id)
        given = {
            "u": f"{self.public_url}/u/{leave}", "p": f"{self.public_url}/p/{leave}", "ob": "{", "cb": "}",
            "why": gettext(why(message.values["basis"])),
        }  # fmt: skip
        given |= {f"l_{each.position}": f"{self.public_url}/r/{click_token(message.id, each.id)}"
                  for each in self.links}  # fmt: skip
        return {
            name: given.get(name) or given.get(source) or message.values.get(source) or fallback
            for name, (source, fallback) in self.names.items()
        }

    def built(self, message: Message) -> bytes:
        values = self.values(message)
        mail = EmailMessage()
        mail["From"], mail["To"] = SENDER, message.email
        mail["Subject"] = self.subject.render(values)
        mail["List-Unsubscribe"] = f"<{values['u']}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(self.text.render(values))
        mail.add_alternative(self.html.render(values), subtype="html")
        return mail.as_bytes(policy=SMTP)


def next_ones(step_id: UUID, most: int) -> Select[Message]:
    return (
        select(Message).where(Message.step_id == step_id, Message.state == MessageState.QUEUED)
        .order_by(Message.id).limit(most).with_for_update(skip_locked=True)
    )  # fmt: skip


def naive(step_id: UUID, _smtp_port: int) -> Callable[[], None]:
    """One after the other: look for the next, render, SendEmail, mark as sent, commit."""
    client: Any = boto3.client("sesv2", region_name="eu-central-1", endpoint_url=use(Settings).ses_endpoint_url)
    with transaction() as session:
        letter = Letter(session, step_id)

    def one() -> bool:
        with transaction() as session:
            message = session.scalars(next_ones(step_id, 1)).first()
            if message is None:
                return False
            client.send_email(
                FromEmailAddress=SENDER, Destination={"ToAddresses": [message.email]},
                Content={"Raw": {"Data": letter.built(message)}},
            )  # fmt: skip
            message.state = MessageState.ACCEPTED
            return True

    return until_none(one)


def careful(step_id: UUID, smtp_port: int) -> Callable[[], None]:
    """Batches of 500, one SMTP connection that stays open, one write and one commit for each batch."""
    smtp = smtplib.SMTP("127.0.0.1", smtp_port)
    with transaction() as session:
        letter = Letter(session, step_id)

    def batch() -> bool:
        with transaction() as session:
            messages = session.scalars(next_ones(step_id, 500)).all()
            for message in messages:
                smtp.sendmail("kestrel@northgate.example", [message.email], letter.built(message))
            session.execute(
                update(Message).where(Message.id.in_([message.id for message in messages]))
                .values(state=MessageState.ACCEPTED),
                execution_options={"synchronize_session": False},
            )  # fmt: skip
            return bool(messages)

    return until_none(batch)


def until_none(work: Callable[[], bool]) -> Callable[[], None]:
    def run() -> None:
        while work():
            pass

    return run


WAYS: dict[str, Callable[[UUID, int], Callable[[], None]]] = {"ours": ours, "naive": naive, "careful": careful}


def main() -> None:
    """`WAY STEP WARM_UP SMTP_PORT`: sends the small step WARM_UP, as workers live long; says `ready`, waits for a line,
    sends STEP, and prints what it cost as JSON."""
    way, step_id, warm_up, smtp_port = WAYS[sys.argv[1]], UUID(sys.argv[2]), UUID(sys.argv[3]), int(sys.argv[4])
    wire(Settings())  # type: ignore[call-arg]  # its fields come from the environment
    way(warm_up, smtp_port)()
    send = way(step_id, smtp_port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    busy = time.process_time()
    send()
    # A whole line: who waits for the end of the stream times the leaving of the process too.
    sys.stdout.write(json.dumps({"busy": time.process_time() - busy, "peak": peak()}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
