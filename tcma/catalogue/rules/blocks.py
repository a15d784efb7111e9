"""The blocks a kit is made of, one schema each: the reader, the checks, the editor and docs/blocks.md read these."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tcma.catalogue.rules.vocabulary import MEANINGS

SIZES = ("small", "medium", "large")


@dataclass(frozen=True)
class Field:
    """One thing a block says.

    `shape`: line; text (paragraphs); lines, pairs ("first | second") and links ("[words](target)"), each a list with
    an item a line; names (of form fields); word (one of `choices`); media, file, target, offset. `limit`: characters
    in all; `most`: items. `with_`: the field without which this one is not asked for. `about` is for docs/blocks.md.
    """

    name: str
    shape: str
    limit: int = 0
    required: bool = True
    most: int = 0
    choices: tuple[str, ...] = ()
    with_: str = ""
    about: str = ""

    @property
    def words(self) -> bool:
        """Whether readers see it, so that it is translated."""
        return self.shape in ("line", "text", *LISTS)

    @property
    def listed(self) -> bool:
        return self.shape in LISTS


LISTS = ("lines", "pairs", "links")


@dataclass(frozen=True)
class BlockType:
    """`regions`: what it may be for partners, the first where a kit says nothing. `kinds` of kits and `assets` it may
    stand in; `sample`: the fields of one that passes all checks, with `media` for a drawing."""

    about: str
    fields: tuple[Field, ...]
    regions: tuple[str, ...]
    assets: tuple[str, ...] = ("email", "page")
    kinds: tuple[str, ...] = ("campaign", "event")
    sample: Mapping[str, str] = field(default_factory=dict)

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)


MEDIA = Field("media", "media", about="a drawing in `media/`")
ALT = Field("alt", "line", 200, with_="media", about="what the picture shows, for those who do not see it")
OPTIONS = Field("options", "lines", 600, required=False, about="other wordings, for the region `choice`")
LOCKED, OPTIONAL, WORDS = ("locked",), ("locked", "optional"), ("locked", "text", "choice")

BLOCKS: dict[str, BlockType] = {
    "hero": BlockType(
        "A drawing over the whole width, on top.", (MEDIA, ALT), OPTIONAL,
        sample={"media": "sample.svg", "alt": "Hills under a morning sun"},
    ),
    "heading": BlockType(
        "A headline. The first one of an asset is its title; later ones part it.",
        (Field("text", "line", 120), OPTIONS), WORDS, sample={"text": "Know in twelve minutes where you stand"},
    ),
    "text": BlockType(
        "Running text: paragraphs, **bold** and links.",
        (Field("text", "text", 2000), OPTIONS), (*WORDS, "optional"),
        sample={"text": "Twelve questions, **no install**, and nobody calls you for it.\n\n"
                        "What you get is [a page like this](https://example.com/page)."},
    ),
    "bullets": BlockType(
        "A list of things that stand side by side; numbered where its items count by themselves (`**5.** ...`).",
        (Field("items", "lines", 3000),), OPTIONAL,
        sample={"items": "Which backups can be **restored**, and when that was last tried\n"
                         "Who may sign in, and with what"},
    ),
    "steps": BlockType(
        "A numbered list of what follows one upon the other.", (Field("items", "lines", 1500, most=7),), OPTIONAL,
        sample={"items": "Answer **twelve questions**\nGet one page by mail\nTalk about it, if you like"},
    ),
    "columns": BlockType(
        "Two to four short texts side by side, one below the other on a phone.",
        (Field("items", "lines", 1500, most=4),), OPTIONAL,
        sample={"items": "**Twelve minutes.** A cup of coffee long.\n**One page.** To print and to pin up."},
    ),
    "stats": BlockType(
        "Two to four figures, each with what it counts, and where they come from.",
        (
            Field("items", "pairs", 400, most=4, about="`12 min | what it takes you`"),
            Field("source", "line", 160, required=False, about="where the figures come from"),
        ),
        OPTIONAL,
        sample={"items": "12 | questions, no more\n1 page | is what you get\n0 | things to install",
                "source": "The check itself, counted by us"},
    ),
    "quote": BlockType(
        "What somebody said.", (Field("text", "text", 400), Field("source", "line", 120, about="who said it")),
        OPTIONAL,
        sample={"text": "We thought we knew. Then we tried to restore one folder.", "source": "A head of IT, retail"},
    ),
    "note": BlockType(
        "A framed remark beside the main line of thought.", (Field("text", "text", 600), OPTIONS),
        (*WORDS, "optional"), sample={"text": "**Not a sales call.** Whoever answers can read your page and has time."},
    ),
    "button": BlockType(
        "The one thing to do. A mail has two at most, for the same thing.",
        (Field("label", "line", 40), Field("target", "target")), OPTIONAL,
        sample={"label": "Answer the questions", "target": "https://example.com/check"},
    ),
    "image": BlockType(
        "A drawing within the text.", (MEDIA, ALT), OPTIONAL,
        sample={"media": "sample.svg", "alt": "Hills under a morning sun"},
    ),
    "video": BlockType(
        "A still that leads to a film. Mails can't play films, so the words below the picture say what it is.",
        (MEDIA, ALT, Field("label", "line", 60, about="what there is to see, and how long it is"),
         Field("target", "target")),
        OPTIONAL,
        sample={"media": "sample.svg", "alt": "Hills under a morning sun", "label": "See how it goes (2 minutes)",
                "target": "https://example.com/film"},
    ),
    "partner_line": BlockType(
        "A line of the partner's own. Without one, nothing stands there.",
        (Field("prompt", "line", 200, about="what the partner could write"),), ("partner",),
        sample={"prompt": "Why do you write now? One or two sentences."},
    ),
    "signature": BlockType(
        "The partner's person, telephone and address, as one signs a letter. Every mail has one, or a `contact_card`.",
        (), ("partner",),
    ),
    "contact_card": BlockType(
        "The same as a card, with a line of yours above, and the partner's website.",
        (Field("text", "line", 120, required=False),), ("partner",),
        sample={"text": "Who answers your questions"},
    ),
    "social_links": BlockType(
        "Where else to follow: the partner's own website first, then these.",
        (Field("items", "links", 600, most=6, about="`[LinkedIn](https://...)`"),), OPTIONAL,
        sample={"items": "[LinkedIn](https://example.com/in)\n[Newsletter](https://example.com/letter)"},
    ),
    "event_details": BlockType(
        "Date, place and host of the event.", (), LOCKED, kinds=("event",),
    ),
    "agenda": BlockType(
        "What happens when.", (Field("items", "pairs", 1500, most=12, about="`12:00 | Lunch`"),), OPTIONAL,
        sample={"items": "12:00 | Soup, and who is who\n12:20 | **One idea:** which doors stand open\n13:15 | Coffee"},
    ),
    "speaker": BlockType(
        "Who speaks. With a drawing, or with initials.",
        (
            Field("name", "line", 80), Field("role", "line", 120, required=False),
            Field("text", "text", 400, required=False),
            Field("media", "media", required=False, about="a drawing in `media/`, as high as it is wide"), ALT,
        ),
        OPTIONAL,
        sample={"name": "Kim Sample", "role": "Answers for operations at a sample firm",
                "text": "Has restored three companies, and **lost none**."},
    ),
    "divider": BlockType("A line across.", (), LOCKED),
    "spacer": BlockType(
        "Some room.", (Field("size", "word", required=False, choices=SIZES, about="how much; `medium` without it"),),
        LOCKED, sample={"size": "medium"},
    ),
    "form": BlockType(
        "What a page asks, and what becomes of it.",
        (
            Field("fields", "names", about="what is asked"), Field("submit", "line", 40, about="words on the button"),
            Field("thanks", "text", 600, about="after it was sent; the first paragraph is the headline"),
            Field("further", "names", required=False, about="asked of those we know already, in the place of what we "
                  "know"),
            Field("means", "word", required=False, choices=MEANINGS),
            Field("file", "file", required=False, about="a PDF that it hands out"),
            Field("then_label", "line", 40, required=False, about="words on a button after it"),
            Field("then_target", "target", required=False),
        ),
        LOCKED, ("page",),
        sample={"fields": "first_name\nemail", "submit": "Send me the page",
                "thanks": "It is on its way.\n\nTalk soon."},
    ),
    "legal": BlockType(
        "What the law wants said. It stands at the end; a person approves each translation.",
        (Field("text", "text", 2000),), ("legal",), sample={"text": "The check is no audit and blames nobody."},
    ),
    "task": BlockType(
        "Something the host of an event has to do.",
        (Field("text", "text", 300), Field("due", "offset", about="when, from the event")), OPTIONAL, ("checklist",),
        sample={"text": "Order soup for everyone, and one more.", "due": "-2d"},
    ),
}  # fmt: skip


def default_region(block_type: str) -> str:
    """The region of a block that names none: the only or the strictest one of its type."""
    known = BLOCKS.get(block_type)
    return known.regions[0] if known else "locked"
