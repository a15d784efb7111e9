"""SendBulkEmail: one inline template, up to 50 messages, a result for each."""

from collections.abc import Mapping
from typing import Any

from tcma.trial.ses.api import envelope, parts
from tcma.trial.ses.api.call import Call
from tcma.trial.ses.api.drafting import Common, draft_of
from tcma.trial.ses.contents import Content, Texts
from tcma.trial.ses.errors import BAD_REQUEST, ApiError
from tcma.trial.ses.limits import within
from tcma.trial.ses.log import Message
from tcma.trial.ses.mails import Draft
from tcma.trial.ses.templates import template

Entry = Mapping[str, Any]


def send_bulk_email(call: Call) -> dict[str, Any]:
    """A result per entry, in order. What is wrong with the call as a whole is an error instead."""
    entries: list[Entry] = call.body["BulkEmailEntries"]
    _announce(call, entries)
    within("entries", len(entries))
    if not entries:
        raise ApiError(BAD_REQUEST, "BulkEmailEntries is empty.")
    call.office.faults.before_accepting()
    bulk = _Bulk(call)
    drafts: list[tuple[int, Draft]] = []
    for number, entry in enumerate(entries):
        message = call.entry.messages[number]
        if call.office.faults.strikes("fail_entries"):
            message.status, message.error = call.office.faults.entry_status, "The entry failed on demand."
            continue
        try:
            draft = bulk.draft(entry)
        except ApiError as problem:
            message.status, message.error = "INVALID_PARAMETER", problem.message
            continue
        message.tags = dict(draft.tags)
        drafts.append((number, draft))
    mails = call.office.accept([draft for _, draft in drafts])
    for (number, _), mail in zip(drafts, mails, strict=True):
        message = call.entry.messages[number]
        message.status, message.message_id = "SUCCESS", mail.id
    call.office.faults.after_accepting()
    return {"BulkEmailEntryResults": [_result(message) for message in call.entry.messages]}


class _Bulk:
    """What the entries share, checked once."""

    def __init__(self, call: Call) -> None:
        body = call.body
        source = envelope.sender(call.office, body.get("FromEmailAddress"))
        used = envelope.configuration_set(call.office, body.get("ConfigurationSetName"))
        self._common = Common(
            office=call.office,
            sender=source,
            reply_to=envelope.reply_to(body.get("ReplyToAddresses")),
            configuration_set=used,
            tenant=envelope.tenant(call.office, body.get("TenantName"), source, used),
        )
        given = body["DefaultContent"].get("Template") or {}
        self._texts: Texts = parts.inline(given)
        parts.check_size(self._texts)
        within("inline request", call.size - sum(len(each.data) for each in self._texts.attachments))
        template(self._texts.subject, self._texts.text or "", self._texts.html or "")
        self._data = parts.data(given.get("TemplateData"))
        self._headers = given.get("Headers")
        self._tags = body.get("DefaultEmailTags")
        envelope.headers(self._headers)
        envelope.tags(self._tags)
        self._virus = parts.has_virus(self._texts)

    def draft(self, entry: Entry) -> Draft:
        """The message of one entry. Its own data, if it has any, is used instead of the default data, not with it."""
        replacement = (entry.get("ReplacementEmailContent") or {}).get("ReplacementTemplate") or {}
        data = parts.data(replacement.get("ReplacementTemplateData")) or self._data
        return draft_of(
            self._common, envelope.recipients(entry["Destination"]), Content(texts=self._texts, data=data),
            envelope.headers(self._headers, entry.get("ReplacementHeaders")),
            envelope.tags(self._tags, entry.get("ReplacementTags")), virus=self._virus,
        )


def _announce(call: Call, entries: list[Entry]) -> None:
    """Says in the log whom a call was for, even if it goes no further."""
    defaults = {tag["Name"]: tag["Value"] for tag in call.body.get("DefaultEmailTags") or ()}
    call.entry.destinations = len(entries)
    call.entry.messages = [
        Message(
            to=[address for each in entry["Destination"].values() for address in each],
            tags=defaults | {tag["Name"]: tag["Value"] for tag in entry.get("ReplacementTags") or ()},
            status="FAILED",
        )
        for entry in entries
    ]
    call.entry.recipients = sum(len(message.to) for message in call.entry.messages)


def _result(message: Message) -> dict[str, str]:
    if message.message_id:
        return {"Status": message.status, "MessageId": message.message_id}
    return {"Status": message.status, "Error": message.error or ""}
