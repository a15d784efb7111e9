"""Event records as SES publishes them to SNS for a configuration set.

Shapes: docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from tcma.trial.ses.addresses import domain
from tcma.trial.ses.mails import Mail
from tcma.trial.ses.options import Options
from tcma.trial.ses.outcomes import Step

_SUPPRESSION = "https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html"
_DIAGNOSES = {
    "General": "smtp; 550 5.1.1 user unknown",
    "Suppressed": "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as "
                  "an invalid address. For more information about how to remove an address from the suppression list, "
                  f"see the Amazon SES Developer Guide: {_SUPPRESSION}",
    "OnAccountSuppressionList": "Amazon SES did not send the message to this address because it is on the suppression "
                                "list for your account. For more information about removing addresses from the "
                                f"suppression list, see the Amazon SES Developer Guide at {_SUPPRESSION}",
}


def stamp(epoch: float) -> str:
    """2026-05-12T10:00:03.250Z"""
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event(mail: Mail, step: Step, options: Options, extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """The record of one step of a mail; `extra` replaces members of its detail object.

    Made from the mail alone, so the record of a step is the same after a restart.
    """
    key = {"Rendering Failure": "failure"}.get(step.event, step.event[0].lower() + step.event[1:])
    return {
        "eventType": step.event,
        "mail": _mail(mail, step, options),
        key: {**_detail(mail, step), **(extra or {})},
    }


def _mail(mail: Mail, step: Step, options: Options) -> dict[str, Any]:
    record: dict[str, Any] = {
        "timestamp": stamp(mail.time),
        "source": mail.source,
        "sourceArn": f"arn:aws:ses:{options.region}:{options.account_id}:identity/{mail.identity}",
        "sendingAccountId": options.account_id,
        "messageId": mail.id,
        "destination": [*mail.to, *mail.cc, *mail.bcc],
        "headersTruncated": False,
    }
    if step.event != "Rendering Failure":
        record["headers"] = [{"name": name, "value": value} for name, value in mail.headers]
        record["commonHeaders"] = {
            "from": [mail.source],
            **({"replyTo": list(mail.reply_to)} if mail.reply_to else {}),
            "to": list(mail.to),
            **({"cc": list(mail.cc)} if mail.cc else {}),
            "messageId": mail.id,
            "subject": mail.subject,
        }
    record["tags"] = {
        "ses:source-tls-version": ["TLSv1.3"],
        "ses:configuration-set": [mail.configuration_set or ""],
        "ses:source-ip": ["127.0.0.1"],
        "ses:from-domain": [domain(mail.sender)],
        "ses:caller-identity": ["tcma"],
        **{name: [value] for name, value in mail.tags.items()},
    }
    return record


def _detail(mail: Mail, step: Step) -> dict[str, Any]:
    when = stamp(mail.time + step.after)
    if step.event == "Delivery":
        return {
            "timestamp": when,
            "processingTimeMillis": round(step.after * 1000),
            "recipients": [step.recipient],
            "smtpResponse": "250 2.0.0 OK",
            "remoteMtaIp": "127.0.0.1",
            "reportingMTA": "a0-0.smtp-out.amazonses.com",
        }
    if step.event == "Bounce":
        subtype = step.detail or "General"
        return {
            "feedbackId": _feedback_id(mail, step),
            "bounceType": "Permanent",
            "bounceSubType": subtype,
            "bouncedRecipients": [{
                "emailAddress": step.recipient,
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": _DIAGNOSES.get(subtype, ""),
            }],
            "timestamp": when,
            "reportingMTA": "dns; amazonses.com",
        }
    if step.event == "Complaint":
        return {
            "feedbackId": _feedback_id(mail, step),
            "complaintSubType": step.detail,
            "complainedRecipients": [{"emailAddress": step.recipient}],
            "timestamp": when,
            **({} if step.detail else {"userAgent": "Amazon SES Mailbox Simulator",
                                       "complaintFeedbackType": "abuse", "arrivalDate": when}),
        }
    if step.event == "Reject":
        return {"reason": step.detail or "Bad content"}
    if step.event == "Rendering Failure":
        return {"errorMessage": step.detail, "templateName": ""}
    return {}


def _feedback_id(mail: Mail, step: Step) -> str:
    tail = uuid.uuid5(uuid.NAMESPACE_URL, f"{mail.id} {step}")
    return f"{mail.id[:16]}-{tail}-000000"
