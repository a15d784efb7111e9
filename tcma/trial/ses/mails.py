"""A mail the simulator took, and the store that keeps it: heads as lines, contents as blobs, offsets in memory."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from tcma.trial.ses.contents import Content, pack, pack_template, unpack
from tcma.trial.ses.files import Blobs, Lines
from tcma.trial.ses.outcomes import Step

_REGIONS = {"us-east-1": "0100", "us-west-2": "0101", "eu-west-1": "0102", "eu-central-1": "0107"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that passed every check, before it has a number. Addresses of recipients are bare."""

    source: str  # the From as given
    sender: str  # its bare address
    identity: str  # the verified identity that covers it
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str
    headers: tuple[tuple[str, str], ...]  # as they go out, without Date, Message-ID and the MIME ones
    tags: Mapping[str, str]
    configuration_set: str | None
    tenant: str | None
    content: Content
    steps: tuple[Step, ...]

    @property
    def recipients(self) -> tuple[str, ...]:
        return (*self.to, *self.cc, *self.bcc)


@dataclass(frozen=True, slots=True)
class Mail:
    """A Draft with number and MessageId; `time` is product time, `accepted` the wall clock, in epoch seconds."""

    number: int
    id: str
    time: float
    accepted: float
    source: str
    sender: str
    identity: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str
    headers: tuple[tuple[str, str], ...]
    tags: Mapping[str, str]
    configuration_set: str | None
    tenant: str | None
    steps: tuple[Step, ...]
    place: tuple[int, int]

    @property
    def recipients(self) -> tuple[str, ...]:
        return (*self.to, *self.cc, *self.bcc)

    @property
    def sent(self) -> bool:
        """Whether SES tried to deliver it: false after a rendering failure or a virus."""
        return bool(self.steps) and self.steps[0].event == "Send"


def _mail(value: dict[str, Any]) -> Mail:
    for name in ("to", "cc", "bcc", "reply_to", "place"):
        value[name] = tuple(value[name])
    value["headers"] = tuple((name, text) for name, text in value["headers"])
    value["steps"] = tuple(Step(*step) for step in value["steps"])
    return Mail(**value)


class Mails:
    """All mails, oldest first, numbered from 0."""

    def __init__(self, data: Path, region: str) -> None:
        self._heads = Lines(data / "mails.jsonl")
        self._contents = Blobs(data / "contents.blobs")
        self._prefix = _REGIONS.get(region, "0108")
        self._lock = Lock()
        self._needles: list[str] = [_needle(self[number]) for number in range(len(self._heads))]

    def __len__(self) -> int:
        return len(self._needles)

    def __getitem__(self, number: int) -> Mail:
        return _mail(self._heads[number])

    def accept(self, drafts: Sequence[Draft], *, time: float, accepted: float) -> list[Mail]:
        """Stores the drafts of one request and numbers them. A template they share is stored once."""
        shared = {id(d.content.template): d.content.template for d in drafts if d.content.template is not None}
        templates = self._contents.append([pack_template(template) for template in shared.values()])
        template_places = dict(zip(shared, templates, strict=True))
        places = self._contents.append([
            pack(d.content, template_places.get(id(d.content.template))) for d in drafts
        ])
        with self._lock:
            first = len(self._needles)
            mails = [
                self._numbered(draft, first + k, place, time, accepted)
                for k, (draft, place) in enumerate(zip(drafts, places, strict=True))
            ]
            self._heads.append([_head(mail) for mail in mails])
            self._needles.extend(_needle(mail) for mail in mails)
        return mails

    def _numbered(self, draft: Draft, number: int, place: tuple[int, int], time: float, accepted: float) -> Mail:
        random = secrets.token_hex(10)
        uid = f"{random[:8]}-{random[8:12]}-4{random[12:15]}-a{random[15:18]}-{number:012x}"
        return Mail(
            number=number, id=f"{self._prefix}{int(time * 1000):012x}-{uid}-000000", time=time, accepted=accepted,
            place=place,
            **{name: getattr(draft, name) for name in Draft.__dataclass_fields__ if name != "content"},
        )

    def content(self, mail: Mail) -> Content:
        return unpack(self._contents.read(*mail.place), lambda place: self._contents.read(*place))

    def by_id(self, message_id: str) -> Mail | None:
        """The mail with this MessageId: its number is the last group of the uuid in it."""
        try:
            mail = self[int(message_id.split("-")[5], 16)]
        except (ValueError, IndexError):
            return None
        return mail if mail.id == message_id else None

    def search(self, words: str, *, newest_first: bool = True) -> Iterator[int]:
        """Numbers of the mails whose recipients or subject contain every one of `words`, in any case."""
        parts = words.lower().split()
        numbers = range(len(self._needles))
        for number in reversed(numbers) if newest_first else numbers:
            if all(part in self._needles[number] for part in parts):
                yield number

    def close(self) -> None:
        self._heads.close()
        self._contents.close()


def _needle(mail: Mail) -> str:
    return f"{' '.join(mail.recipients)} {mail.subject}".lower()


def _head(mail: Mail) -> dict[str, Any]:
    return {name: getattr(mail, name) for name in Mail.__dataclass_fields__}
