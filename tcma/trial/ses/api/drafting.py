"""A checked message as a draft, with what will become of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tcma.trial.ses.api.envelope import Pairs, Recipients, Sender, top_headers
from tcma.trial.ses.contents import Content
from tcma.trial.ses.errors import BAD_REQUEST, ApiError
from tcma.trial.ses.mails import Draft
from tcma.trial.ses.office import Office
from tcma.trial.ses.outcomes import Step, journey
from tcma.trial.ses.templates import RenderingFailure, template


@dataclass(frozen=True, slots=True)
class Common:
    """What all messages of one call share."""

    office: Office
    sender: Sender
    reply_to: tuple[str, ...]
    configuration_set: str | None
    tenant: str | None


def draft_of(
    common: Common, to: Recipients, content: Content, headers: Pairs, tags: Mapping[str, str], *, virus: bool
) -> Draft:
    """The draft. A template that can't be rendered is taken all the same: SES tells that by an event."""
    failure = None
    try:
        subject = _subject(content)
    except RenderingFailure as problem:
        subject, failure = "", Step("Rendering Failure", 0, None, str(problem))
    return Draft(
        source=common.sender.source, sender=common.sender.address, identity=common.sender.identity,
        to=to.to, cc=to.cc, bcc=to.bcc, reply_to=common.reply_to, subject=subject,
        headers=(*top_headers(common.sender.source, to, common.reply_to, subject), *headers),
        tags=tags, configuration_set=common.configuration_set, tenant=common.tenant, content=content,
        steps=(failure,) if failure else steps(common.office, to.all, virus=virus),
    )


def steps(office: Office, recipients: tuple[str, ...], *, virus: bool) -> tuple[Step, ...]:
    """The events of an accepted message."""
    if virus:
        return (Step("Reject", 0, None, "Bad content"),)
    return tuple(journey(
        recipients, office.state.suppressed_for,
        delivery=office.options.delivery_latency, complaint=office.options.complaint_latency,
    ))


def _subject(content: Content) -> str:
    texts = content.texts
    assert texts is not None
    subject = texts.subject
    if content.data is not None:
        parsed = template(texts.subject, texts.text or "", texts.html or "")
        parsed.check(content.data)
        subject = parsed.subject.fill(content.data)
    if any(ord(c) < 32 for c in subject):
        problem = "The subject has a line break or another control character."
        if content.data is not None:
            raise RenderingFailure(problem)
        raise ApiError(BAD_REQUEST, problem)
    return subject
