"""What counts as a touch, and which touches are one visit."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

VISIT_GAP = timedelta(minutes=30)
"""A pause longer than this begins another visit: the usual length of a web session."""


class TouchKind(enum.StrEnum):
    """Something a person verifiably did; `logged` is what a partner says they did, and earns nothing."""

    CLICK = "click"
    FORM = "form"
    REGISTRATION = "registration"
    ATTENDANCE = "attendance"
    SHARE = "share"
    DOWNLOAD = "download"
    REPLY = "reply"
    LOGGED = "logged"


class Channel(enum.StrEnum):
    """Where it was done, or what brought the visit."""

    EMAIL = "email"
    PAGE = "page"
    SOCIAL = "social"
    EVENT = "event"
    PARTNER = "partner"


class ResponseKind(enum.StrEnum):
    """What was asked for. `reply`: by mail. `answered`: the partner noted that the person wants to talk. A `download`
    asks for a file and a `newsletter` to hear more: neither asks to be called.

    `score`: nothing in words, but so many visits and clicks that the kit takes it for asking.
    """

    FORM = "form"
    TALK = "talk"
    REGISTRATION = "registration"
    ATTENDANCE = "attendance"
    REPLY = "reply"
    ANSWERED = "answered"
    DOWNLOAD = "download"
    NEWSLETTER = "newsletter"
    SCORE = "score"


OF_MEANING = {
    "lead": ResponseKind.FORM, "download": ResponseKind.DOWNLOAD, "newsletter": ResponseKind.NEWSLETTER,
}  # fmt: skip
"""By what a kit says that sending its form means."""

TOUCH_OF = {
    ResponseKind.FORM: TouchKind.FORM,
    ResponseKind.TALK: TouchKind.FORM,
    ResponseKind.REGISTRATION: TouchKind.REGISTRATION,
    ResponseKind.ATTENDANCE: TouchKind.ATTENDANCE,
    ResponseKind.REPLY: TouchKind.REPLY,
    ResponseKind.ANSWERED: TouchKind.LOGGED,
    ResponseKind.DOWNLOAD: TouchKind.DOWNLOAD,
    ResponseKind.NEWSLETTER: TouchKind.FORM,
    ResponseKind.SCORE: TouchKind.LOGGED,
}

_ON_THE_WEB = {
    TouchKind.CLICK: 0, TouchKind.SHARE: 0, TouchKind.DOWNLOAD: 1, TouchKind.FORM: 2, TouchKind.REGISTRATION: 2,
}  # fmt: skip
"""Kinds that a visit is made of; the highest speaks for it."""


@dataclass(frozen=True)
class Did:
    """What `one_per_visit` needs to know of a touch."""

    id: UUID
    at: datetime
    kind: TouchKind
    contact_id: UUID | None
    message_id: UUID | None
    launch_id: UUID | None
    link_id: UUID | None = None


@dataclass
class _Visit:
    message_id: UUID | None
    launch_id: UUID | None
    link_id: UUID | None
    last_at: datetime
    touches: list[Did]

    def takes(self, did: Did) -> bool:
        if did.at - self.last_at > VISIT_GAP:
            return False
        if did.message_id and self.message_id:
            return did.message_id == self.message_id
        if did.launch_id is None and self.launch_id is None:  # behind a shared link
            return did.link_id is not None and did.link_id == self.link_id
        return did.launch_id is not None and did.launch_id == self.launch_id


def one_per_visit(touches: Iterable[Did]) -> list[UUID]:
    """The ids that stand, one for each visit, ordered by time, then id.

    A visit is what one person did behind one mail without a pause of half an hour; a form that came
    without the mail's token joins the visit to the same launch; what is behind a shared link is one by
    the link. The form speaks for the clicks before
    it, else the first click does. Computed when a journey is read, so that it makes no difference
    whether the click or the form behind it was stored first. What isn't done on the web, such as
    coming to an event, is a touch of its own.
    """
    visits: dict[UUID | None, list[_Visit]] = {}
    standing: list[Did] = []
    for did in sorted(touches, key=lambda one: (one.at, one.id)):
        if did.kind not in _ON_THE_WEB or did.contact_id is None:
            standing.append(did)
            continue
        of_person = visits.setdefault(did.contact_id, [])
        visit = next((one for one in reversed(of_person) if one.takes(did)), None)
        if visit is None:
            visit = _Visit(did.message_id, did.launch_id, did.link_id, did.at, [])
            of_person.append(visit)
        visit.message_id = visit.message_id or did.message_id
        visit.last_at = did.at
        visit.touches.append(did)
    for of_person in visits.values():
        standing.extend(max(one.touches, key=lambda did: _ON_THE_WEB[did.kind]) for one in of_person)
    return [did.id for did in sorted(standing, key=lambda one: (one.at, one.id))]
