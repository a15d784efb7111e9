"""What a block becomes: its HTML pieces for a template, and what the plain text says for it."""

from dataclasses import dataclass

from markupsafe import Markup

from tcma.composing.rules.pen import NOTHING


@dataclass(frozen=True)
class Picture:
    """A drawing, painted: where it is, and its size at 600 CSS pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Occasion:
    """An event's date and place in the reader's language, for mails and pages of an event kit.

    `offered`: a seat is kept for the reader for a while, and the message's value `until` says how long. `room`: where
    a reader with a seat joins an online event, an https address.
    """

    when: str
    where: str = ""
    host: str = ""
    offered: bool = False
    room: str = ""


@dataclass(frozen=True)
class Part:
    """A block ready for a template; `text` is what the plain-text part says for it.

    `facts` are pairs: name and value, number and what it counts, hour and what happens, words and address.
    `start`: the number of the first step.
    """

    type: str
    text: str = ""
    html: tuple[Markup, ...] = ()
    href: Markup = NOTHING
    label: Markup = NOTHING
    plain_label: str = ""
    source: Markup = NOTHING
    picture: Picture | None = None
    alt: Markup = NOTHING
    names: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    facts: tuple[tuple[Markup | str, Markup], ...] = ()
    size: str = ""
    start: int = 1
