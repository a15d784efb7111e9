"""The words a kit may use: kinds, block types and their fields, regions, networks, merge tags."""

import re
from dataclasses import dataclass

KINDS = ("campaign", "event")
ASSET_KINDS = ("email", "page", "social", "checklist")
REGIONS = ("locked", "text", "choice", "partner", "logo", "optional", "legal")
AUDIENCES = ("invited", "registered", "waitlisted", "offered", "moved", "cancelled", "attended", "no_show")
JOINED = ("registered", "waitlisted", "offered", "moved", "cancelled")
"""An event kit writes to these at once: what nobody may be left without."""

PERSON_TAGS = frozenset({"first_name", "last_name", "company"})
PARTNER_TAGS = frozenset({"partner_name", "contact_name", "contact_phone", "contact_email", "vendor_name"})
MERGE_TAGS = PERSON_TAGS | PARTNER_TAGS

FORM_FIELDS = ("first_name", "last_name", "email", "company", "phone", "message", "dietary", "marketing")

NETWORKS = {
    "linkedin": 3000,
    "x": 280 - 24,  # X counts every address as 23, and one space before it
    "facebook": 2000,
    "threads": 500 - 60,  # these three count the address as it is written
    "bluesky": 300 - 60,
    "mastodon": 500 - 24,
}

SUBJECT_MAX = 90
PREHEADER_MAX = 140
TITLE_MAX = 120
SUMMARY_MAX = 400
TOPIC_MAX = 60
ASSET_MAX = 20_000
DRAWING_MAX = 60 * 1024
FILE_MAX = 256 * 1024
ASSETS_MAX = 60

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
OFFSET = re.compile(r"at once|([+-])(\d{1,3})(d|h|min)(?: (\d{2}):(\d{2}))?")


@dataclass(frozen=True)
class Field:
    """`shape`: line, text (paragraphs), lines (a list of texts), names (a list), media, target or offset."""

    name: str
    shape: str
    limit: int = 0
    required: bool = True

    @property
    def words(self) -> bool:
        """Whether readers see it, so that it is translated."""
        return self.shape in ("line", "text", "lines")


@dataclass(frozen=True)
class BlockType:
    fields: tuple[Field, ...]
    regions: tuple[str, ...]
    assets: tuple[str, ...] = ("email", "page")

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


_PICTURE = (Field("media", "media"), Field("alt", "line", 200))
_OPTIONS = Field("options", "lines", 600, required=False)

BLOCKS: dict[str, BlockType] = {
    "hero": BlockType(_PICTURE, ("locked", "optional")),
    "heading": BlockType((Field("text", "line", 120), _OPTIONS), ("locked", "text", "choice")),
    "text": BlockType((Field("text", "text", 2000), _OPTIONS), ("locked", "text", "choice", "optional")),
    "bullets": BlockType((Field("items", "lines", 3000),), ("locked", "optional")),
    "button": BlockType((Field("label", "line", 40), Field("target", "target")), ("locked", "optional")),
    "image": BlockType(_PICTURE, ("locked", "optional")),
    "partner_line": BlockType((Field("prompt", "line", 200),), ("partner",)),
    "signature": BlockType((), ("partner",)),
    "columns": BlockType((Field("items", "lines", 1500),), ("locked", "optional")),
    "event_details": BlockType((), ("locked",)),
    "form": BlockType(
        (Field("fields", "names"), Field("submit", "line", 40), Field("thanks", "text", 600)), ("locked",), ("page",)
    ),
    "quote": BlockType((Field("text", "text", 400), Field("source", "line", 120)), ("locked", "optional")),
    "divider": BlockType((), ("locked",)),
    "legal": BlockType((Field("text", "text", 2000),), ("legal",)),
    "task": BlockType((Field("text", "text", 300), Field("due", "offset")), ("locked", "optional"), ("checklist",)),
}


def default_region(block_type: str) -> str:
    """The region of a block that names none: the only or the strictest one of its type."""
    known = BLOCKS.get(block_type)
    return known.regions[0] if known else "locked"
