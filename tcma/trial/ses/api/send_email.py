"""SendEmail: one message, simple, from a template, or raw."""

from collections.abc import Mapping
from typing import Any

from tcma.trial.ses.api import envelope, parts
from tcma.trial.ses.api.call import Call
from tcma.trial.ses.api.drafting import Common, draft_of
from tcma.trial.ses.api.raw import raw_draft
from tcma.trial.ses.contents import Content, Texts
from tcma.trial.ses.errors import BAD_REQUEST, ApiError
from tcma.trial.ses.limits import within
from tcma.trial.ses.log import Message
from tcma.trial.ses.mails import Draft


def send_email(call: Call) -> dict[str, Any]:
    """Accepts the message, or refuses it with one of the operation's errors."""
    content = call.body["Content"]
    given = [kind for kind in ("Simple", "Raw", "Template") if content.get(kind) is not None]
    if len(given) != 1:
        raise ApiError(BAD_REQUEST, "Content needs exactly one of Simple, Raw and Template.")
    call.entry.destinations = 1
    _announce(call)
    call.office.faults.before_accepting()
    draft = _draft(call, given[0], content[given[0]])
    message = Message(to=list(draft.recipients), tags=dict(draft.tags), status="FAILED")
    call.entry.messages = [message]
    call.entry.recipients = len(draft.recipients)
    mail, = call.office.accept([draft])
    message.status, message.message_id = "SUCCESS", mail.id
    call.office.faults.after_accepting()
    return {"MessageId": mail.id}


def _announce(call: Call) -> None:
    """Says in the log whom a call was for, even if it goes no further."""
    destination = call.body.get("Destination") or {}
    to = [address for each in destination.values() for address in each]
    tags = {tag["Name"]: tag["Value"] for tag in call.body.get("EmailTags") or ()}
    call.entry.recipients = len(to)
    call.entry.messages = [Message(to=to, tags=tags, status="FAILED")]


def _draft(call: Call, kind: str, content: Mapping[str, Any]) -> Draft:
    if kind == "Raw":
        return raw_draft(call, content)
    source = envelope.sender(call.office, call.body.get("FromEmailAddress"))
    used = envelope.configuration_set(call.office, call.body.get("ConfigurationSetName"))
    common = Common(
        office=call.office,
        sender=source,
        reply_to=envelope.reply_to(call.body.get("ReplyToAddresses")),
        configuration_set=used,
        tenant=envelope.tenant(call.office, call.body.get("TenantName"), source, used),
    )
    texts, data = _texts(call, kind, content)
    return draft_of(
        common, envelope.recipients(call.body.get("Destination") or {}), Content(texts=texts, data=data),
        envelope.headers(content.get("Headers")), envelope.tags(call.body.get("EmailTags")),
        virus=parts.has_virus(texts),
    )


def _texts(call: Call, kind: str, content: Mapping[str, Any]) -> tuple[Texts, dict[str, Any] | None]:
    if kind == "Simple":
        texts = parts.simple(content)
        parts.check_size(texts)
        return texts, None
    texts = parts.inline(content)
    parts.check_size(texts)
    within("inline request", call.size - sum(len(each.data) for each in texts.attachments))
    return texts, parts.data(content.get("TemplateData"))
