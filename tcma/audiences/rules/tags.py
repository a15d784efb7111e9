"""Tags and notes: what they may be."""

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_

TAG_MAX = 40
NOTE_MAX = 2_000
TAGGED_AT_ONCE = 50_000


def tag_name(text: str) -> str:
    """A tag as it is stored. Raises Invalid for none, or one that is a sentence."""
    name = " ".join(text.split())
    if not name:
        raise Invalid({"tag": Refusal(N_("Write a tag, such as Partner day 2027."))})
    if len(name) > TAG_MAX or not name.isprintable():
        raise Invalid({"tag": Refusal(N_("Use at most %(most)s characters."), most=TAG_MAX)})
    return name


def note_body(text: str) -> str:
    """A note as it is stored. Raises Invalid for an empty or a very long one."""
    body = "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip()
    if not body:
        raise Invalid({"body": Refusal(N_("Write the note first."))})
    if len(body) > NOTE_MAX:
        raise Invalid({"body": Refusal(N_("Use at most %(most)s characters."), most=NOTE_MAX)})
    return body
