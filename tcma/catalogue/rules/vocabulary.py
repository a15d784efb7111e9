"""The words a kit may use: kinds, regions, networks, merge tags. Its blocks stand in blocks.py."""

import re

KINDS = ("campaign", "event")
ASSET_KINDS = ("email", "page", "social", "checklist", "paper", "deck")
THEMES = ("plain", "letter", "poster", "bulletin")
"""What mails and pages can look like; the first where a kit names none. The looks stand in composing."""
TRAITS = ("tier", "language", "industry", "product")
"""What a block can be shown by: of the partner whose copy it is, and the language it is read in."""
REGIONS = ("locked", "text", "choice", "partner", "logo", "optional", "legal")
AUDIENCES = ("invited", "registered", "waitlisted", "offered", "moved", "cancelled", "attended", "no_show")
JOINED = ("registered", "waitlisted", "offered", "moved", "cancelled")
"""An event kit writes to these at once: what nobody may be left without."""

PERSON_TAGS = frozenset({"first_name", "last_name", "company"})
PARTNER_TAGS = frozenset({
    "partner_name", "partner_website", "contact_name", "contact_phone", "contact_email", "vendor_name",
})  # fmt: skip
NOT_EVERYONES = frozenset({"partner_website", "contact_phone", "contact_email"})
"""Not every partner has these, so that a text needs a word for those who don't."""
MERGE_TAGS = PERSON_TAGS | PARTNER_TAGS

FORM_FIELDS = (
    "first_name", "last_name", "email", "company", "title", "phone", "timing", "message", "dietary", "marketing",
)  # fmt: skip
MEANINGS = ("lead", "download", "newsletter")
"""What sending a form means: somebody to call, a file to be fetched, a yes to hearing more. The first where none is
named."""
VARIANTS_MAX = 4
DECIDES = ("person", "itself")
"""Who ends the comparison of a page's variants. The first where none is named."""

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
DOCUMENT_MAX = 2 * 1024 * 1024
FILE_MAX = 256 * 1024
ASSETS_MAX = 60

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
OFFSET = re.compile(r"at once|([+-])(\d{1,3})(d|h|min)(?: (\d{2}):(\d{2}))?")
