"""Mails and their events as the control routes tell them in JSON."""

from datetime import UTC, datetime
from typing import Any

from tcma.trial.ses.events import event, stamp
from tcma.trial.ses.letters import letter
from tcma.trial.ses.mails import Mail
from tcma.trial.ses.office import Office


def mail_record(office: Office, mail: Mail, *, bodies: bool) -> dict[str, Any]:
    """A mail; without `bodies`, what is known without reading its content. `time` is product time."""
    record: dict[str, Any] = {
        "index": mail.number,
        "message_id": mail.id,
        "time": stamp(mail.time),
        "accepted_at": datetime.fromtimestamp(mail.accepted, UTC).isoformat(timespec="microseconds"),
        "from": mail.source,
        "to": list(mail.to),
        "cc": list(mail.cc),
        "bcc": list(mail.bcc),
        "reply_to": list(mail.reply_to),
        "subject": mail.subject,
        "headers": dict(mail.headers),
        "tags": dict(mail.tags),
        "configuration_set": mail.configuration_set,
        "tenant": mail.tenant,
        "sent": mail.sent,
        "events": step_records(office, mail),
    }
    if bodies and mail.sent:
        read = letter(mail, office.mails.content(mail), office.options.region)
        record["text"] = read.text
        record["html"] = read.html
        record["headers"] = dict(read.headers)
        record["attachments"] = [
            {"name": each.name, "type": each.type, "content_id": each.content_id, "data": each.data}
            for each in read.attachments
        ]
    return record


def step_records(office: Office, mail: Mail) -> list[dict[str, Any]]:
    """What happens to a mail: event, when by product time, and whether the product has been told."""
    return [
        {"event": step.event, "recipient": step.recipient, "detail": step.detail,
         "at": stamp(mail.time + step.after), "state": office.notifier.state_of(mail, number)}
        for number, step in enumerate(mail.steps)
    ]


def event_records(office: Office, mail: Mail) -> list[dict[str, Any]]:
    """The event records SES would publish of a mail."""
    return [event(mail, step, office.options) for step in mail.steps]
