"""Contents of a request turned into the stored kind: texts, template data, attachments."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tcma.trial.ses.contents import Attachment, Texts
from tcma.trial.ses.errors import BAD_REQUEST, NOT_FOUND, ApiError
from tcma.trial.ses.limits import within

# The EICAR test file is how one makes SES reject a message for a virus; its start is enough, and harmless.
_VIRUS = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"


def attachments(given: Sequence[Mapping[str, Any]] | None) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            name=each["FileName"], type=each.get("ContentType") or "application/octet-stream",
            data=each["RawContent"], content_id=each.get("ContentId"),
            inline=each.get("ContentDisposition") == "INLINE",
        )
        for each in given or ()
    )


def simple(message: Mapping[str, Any]) -> Texts:
    """The texts of a simple message; BadRequestException without a body."""
    body = message["Body"]
    text, html = body.get("Text"), body.get("Html")
    if text is None and html is None:
        raise ApiError(BAD_REQUEST, "Body needs Text or Html.")
    return Texts(
        subject=message["Subject"]["Data"], text=text and text["Data"], html=html and html["Data"],
        attachments=attachments(message.get("Attachments")),
    )


def inline(given: Mapping[str, Any] | None) -> Texts:
    """The texts of an inline template; stored templates are unknown here."""
    if given is None:
        raise ApiError(BAD_REQUEST, "Template is required.")
    name = given.get("TemplateName") or given.get("TemplateArn")
    content = given.get("TemplateContent")
    if name and content:
        raise ApiError(BAD_REQUEST, "Give either TemplateContent or a stored template, not both.")
    if name:
        raise ApiError(NOT_FOUND, f"Template {name} does not exist.")
    if not content:
        raise ApiError(BAD_REQUEST, "Template needs TemplateContent.")
    if content.get("Text") is None and content.get("Html") is None:
        raise ApiError(BAD_REQUEST, "TemplateContent needs Text or Html.")
    return Texts(
        subject=content.get("Subject") or "", text=content.get("Text"), html=content.get("Html"),
        attachments=attachments(given.get("Attachments")),
    )


def data(text: str | None) -> dict[str, Any]:
    """Template data; BadRequestException unless it is a JSON object."""
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ApiError(BAD_REQUEST, "Template data must be a JSON object.")
    return value


def check_size(texts: Texts) -> None:
    """Refuses what is over SES's message size, by its base64 length."""
    plain = sum(len(part.encode()) for part in (texts.subject, texts.text or "", texts.html or ""))
    within("message size", plain * 4 // 3 + sum(len(each.data) for each in texts.attachments))


def has_virus(texts: Texts) -> bool:
    if any(_VIRUS in part for part in (texts.text or "", texts.html or "")):
        return True
    return any(_VIRUS.encode() in each.bytes for each in texts.attachments)


def raw_has_virus(raw: bytes) -> bool:
    return _VIRUS.encode() in raw
