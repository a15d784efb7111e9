"""What a kit is: content as data. Looks live in `templates/`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tcma.catalogue.rules.leads import Leads

CAMPAIGN, EVENT = "campaign", "event"
LAUNCH, CLICKED, RESPONDED = "launch", "clicked", "responded"
"""What a mail may wait for: the launch, or what its reader verifiably did. Opens are neither known nor asked."""
NOT = "not "
NEWS, EVENTS = "news", "events"
"""The topics of kits that name none, by their kind."""


@dataclass(frozen=True)
class Step:
    """When a mail goes out.

    In a campaign `day`, or `workday`, counts from `after`: the launch, or what a person did ("clicked", "responded").
    `only_if` is what a person must have done, or not ("not clicked"), by then; `of` is the mail they clicked in, else
    any. In an event kit `offset` counts from the event's own time ("-21d", "-2h", "+1d 10:00", or "at once" when a
    person joins `audience`).
    """

    asset: str
    day: int = 0
    offset: str = ""
    audience: str = ""
    workday: int = 0
    after: str = ""
    only_if: str = ""
    of: str = ""

    @property
    def wants(self) -> str:
        """What a person must have done; '' for nothing."""
        return "" if self.only_if.startswith(NOT) else self.only_if

    @property
    def unless(self) -> str:
        """What a person must not have done; '' for nothing."""
        return self.only_if.removeprefix(NOT) if self.only_if.startswith(NOT) else ""

    @property
    def follows(self) -> bool:
        """Whether it comes so long after what each person did, and not at a time of the launch."""
        return self.after not in ("", LAUNCH)


@dataclass(frozen=True)
class Block:
    """One part of an asset. `region` is the rule for partners; lists in `fields` are one item a line."""

    id: str
    type: str
    region: str = "locked"
    max_length: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    variant: str = ""  # stands only in this variant of its page; '' in all
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # {trait: values}: for whom; {} for everyone

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
    variants: tuple[str, ...] = ()  # of a page that is shown in several ways; the first where nothing is compared
    decides: str = ""  # who ends the comparison: 'person', or 'itself'

    def block(self, block_id: str) -> Block | None:
        return next((block for block in self.blocks if block.id == block_id), None)

    def with_blocks(self, blocks: Iterable[Block]) -> "Asset":
        return replace(self, blocks=tuple(blocks))

    @property
    def form(self) -> Block | None:
        """The form of a page, where the target `talk` leads."""
        return next((block for block in self.blocks if block.type == "form"), None)

    @property
    def means(self) -> str:
        """What sending its form means: lead, download or newsletter; '' without a form."""
        return self.form.fields.get("means", "lead") if self.form else ""

    def in_variant(self, name: str) -> "Asset":
        """As one variant shows it; as the first, where there is none of this name."""
        if not self.variants:
            return self
        shown = ("", name if name in self.variants else self.variants[0])
        return self.with_blocks(block for block in self.blocks if block.variant in shown)


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
    theme: str = ""  # what its mails and pages look like; '' the usual
    leads: Leads | None = None  # what counts as an answer; None: what usually does

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
        """The page that the target `talk` leads to: the first one whose form makes a lead, else with any form."""
        asking = [asset for asset in self.of_kind("page") if asset.form]
        return next((asset for asset in asking if asset.means == "lead"), next(iter(asking), None))


@dataclass(frozen=True)
class Segment:
    """A text in one language. `source` is what it was translated from; empty means the current words."""

    text: str
    reviewed: bool = False
    source: str = ""


Copy = Mapping[str, Mapping[str, Segment]]
"""{language: {segment key: Segment}}, without the source language."""

Media = Mapping[str, bytes]
"""{file name: bytes} of the kit's drawings, and of the documents that its forms hand out."""
