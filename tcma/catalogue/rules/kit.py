"""What a kit is: content as data. Looks live in `templates/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CAMPAIGN, EVENT = "campaign", "event"
NEWS, EVENTS = "news", "events"
"""The topics of kits that name none, by their kind."""


@dataclass(frozen=True)
class Step:
    """When a mail goes out.

    In a campaign `day` counts from the launch. In an event kit `offset` counts from the event's own
    time ("-21d", "-2h", "+1d 10:00", or "at once" when a person joins `audience`).
    """

    asset: str
    day: int = 0
    offset: str = ""
    audience: str = ""


@dataclass(frozen=True)
class Block:
    """One part of an asset. `region` is the rule for partners; lists in `fields` are one item a line."""

    id: str
    type: str
    region: str = "locked"
    max_length: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)

    def items(self, name: str = "items") -> list[str]:
        """The lines of a list field."""
        return [line for line in self.fields.get(name, "").split("\n") if line]


@dataclass(frozen=True)
class Post:
    """A text for one social network; the tracked link is added when it is shared."""

    id: str
    network: str
    text: str


@dataclass(frozen=True)
class Asset:
    """A mail, a page, a set of posts or a checklist: the unit of attribution."""

    key: str
    kind: str
    title: str
    subject: str = ""
    preheader: str = ""
    blocks: tuple[Block, ...] = ()
    posts: tuple[Post, ...] = ()

    def block(self, block_id: str) -> Block | None:
        return next((block for block in self.blocks if block.id == block_id), None)

    @property
    def form(self) -> Block | None:
        """The form of a page, where the target `talk` leads."""
        return next((block for block in self.blocks if block.type == "form"), None)


@dataclass(frozen=True)
class Kit:
    """A campaign template or an event kit, in its source language."""

    slug: str
    kind: str
    title: str
    summary: str
    source_language: str
    languages: tuple[str, ...]
    minutes: int
    audience: str
    steps: tuple[Step, ...]
    assets: tuple[Asset, ...]
    topic: str = ""  # what readers choose by; stays the same when its name changes
    topic_name: str = ""

    @property
    def about(self) -> str:
        """The topic of its mails: readers can say that they do not want to hear about it."""
        return self.topic or (EVENTS if self.kind == EVENT else NEWS)

    def asset(self, key: str) -> Asset:
        """The asset called `key`; a KeyError if the kit has none of that name."""
        for asset in self.assets:
            if asset.key == key:
                return asset
        raise KeyError(key)

    def has(self, key: str) -> bool:
        return any(asset.key == key for asset in self.assets)

    def of_kind(self, kind: str) -> tuple[Asset, ...]:
        return tuple(asset for asset in self.assets if asset.kind == kind)

    def serves(self, key: str) -> bool:
        """Whether this mail is part of what a registered person asked for, and no marketing.

        All mails to those who registered are, and the first after the event; the invitations are not, nor are
        the mails of a sequence after the first.
        """
        audiences = {step.audience for step in self.steps if step.asset == key}
        if self.kind != "event" or not audiences or "invited" in audiences:
            return False
        first = {step.asset for name in ("attended", "no_show") for step in self._to(name)[:1]}
        return key in first or not audiences & {"attended", "no_show"}

    def _to(self, audience: str) -> list[Step]:
        return [step for step in self.steps if step.audience == audience]

    @property
    def registration_page(self) -> Asset | None:
        """Where seats are taken: the first page with a form that also tells date and place, else with a form."""
        asking = [asset for asset in self.of_kind("page") if asset.form]
        telling = [asset for asset in asking if any(block.type == "event_details" for block in asset.blocks)]
        return next(iter([*telling, *asking]), None)

    @property
    def talk_page(self) -> Asset | None:
        """The page that the target `talk` leads to: the first one with a form."""
        return next((asset for asset in self.of_kind("page") if asset.form), None)


@dataclass(frozen=True)
class Segment:
    """A text in one language. `source` is what it was translated from; empty means the current words."""

    text: str
    reviewed: bool = False
    source: str = ""


Copy = Mapping[str, Mapping[str, Segment]]
"""{language: {segment key: Segment}}, without the source language."""

Media = Mapping[str, bytes]
"""{file name: bytes} of the kit's drawings."""
