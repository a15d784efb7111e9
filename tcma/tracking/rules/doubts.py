"""What looks like a robot's answer to a form. Such an answer is held for a person to look at, never thrown away."""

import re
from collections.abc import Mapping

from tcma.base.words import N_

TRAP, LINKS, NAME, AGAIN, FLOOD = "trap", "links", "name", "again", "flood"
WHY: Mapping[str, str] = {
    TRAP: N_("It filled in a field that people do not see."),
    LINKS: N_("Its words are full of links."),
    NAME: N_("An address stands where a name should be."),
    AGAIN: N_("The same words came from several addresses."),
    FLOOD: N_("Many answers came from the same network within an hour."),
}

LINKS_MOST = 2  # a person may well name their website, and one more
SAME_WORDS_MOST = 2  # others who sent the very same words within a day: colleagues copy from each other
WORDS_LEAST = 20  # characters: "Call me" is what many people write
_LINK = re.compile(r"https?://|www\.|\[url|\[link|<a\s|</a>", re.IGNORECASE)
_NAMES = ("first_name", "last_name", "company", "title", "phone")


def doubt(answers: Mapping[str, str], *, trapped: bool = False, same_words: int = 0, flooded: bool = False) -> str:
    """A key of WHY, or '' for an answer that looks like a person's. `same_words`: how many others sent the same."""
    if trapped:
        return TRAP
    if any(_LINK.search(answers.get(name, "")) for name in _NAMES):
        return NAME
    if len(_LINK.findall(answers.get("message", ""))) > LINKS_MOST:
        return LINKS
    if same_words > SAME_WORDS_MOST:
        return AGAIN
    return FLOOD if flooded else ""


def comparable(message: str) -> str:
    """A message so that copies of it are the same: without case and blanks; '' for one too short to say anything."""
    folded = "".join(message.casefold().split())
    return folded if len(folded) >= WORDS_LEAST else ""
