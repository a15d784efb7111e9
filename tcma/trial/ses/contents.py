"""What a mail says, as it was handed over: texts, a template with its data, or a raw MIME message."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tcma.trial.ses.files import dump
from tcma.trial.ses.templates import template

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attachment:
    """`data` is base64."""

    name: str
    type: str
    data: str
    content_id: str | None = None
    inline: bool = False

    @property
    def bytes(self) -> bytes:
        return base64.b64decode(self.data)


@dataclass(frozen=True, slots=True)
class Texts:
    """The parts of a message, or of a template."""

    subject: str
    text: str | None
    html: str | None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """Exactly one of `texts` and `raw`; with `data`, the texts are a template's."""

    texts: Texts | None = None
    data: Mapping[str, Any] | None = None
    raw: bytes | None = None

    @property
    def template(self) -> Texts | None:
        """The texts that all mails of a bulk call share."""
        return self.texts if self.data is not None else None

    def filled(self) -> Texts:
        """The texts as the reader gets them. RenderingFailure if the data lacks something; not for raw ones."""
        assert self.texts is not None
        if self.data is None:
            return self.texts
        parsed = template(self.texts.subject, self.texts.text or "", self.texts.html or "")
        return Texts(
            subject=parsed.subject.fill(self.data),
            text=None if self.texts.text is None else parsed.text.fill(self.data),
            html=None if self.texts.html is None else parsed.html.fill(self.data),
            attachments=self.texts.attachments,
        )


def pack_template(texts: Texts) -> bytes:
    return dump(asdict(texts))


def pack(content: Content, template_place: Place | None) -> bytes:
    """The stored form; a template stays where `template_place` says."""
    if content.raw is not None:
        return b"R" + content.raw
    if template_place is not None:
        return dump({"template": template_place, "data": content.data})
    assert content.texts is not None
    return pack_template(content.texts)


def unpack(stored: bytes, read: Callable[[Place], bytes]) -> Content:
    """The reverse of `pack`; `read` fetches the template."""
    if stored[:1] == b"R":
        return Content(raw=stored[1:])
    value = json.loads(stored)
    if "template" in value:
        offset, length = value["template"]
        return Content(texts=_texts(json.loads(read((offset, length)))), data=value["data"])
    return Content(texts=_texts(value))


def _texts(value: dict[str, Any]) -> Texts:
    return Texts(
        subject=value["subject"], text=value["text"], html=value["html"],
        attachments=tuple(Attachment(**each) for each in value["attachments"]),
    )
