"""The glossary: names that are the same in every language."""

import re
from collections.abc import Iterable

from tcma.base.errors import Refusal
from tcma.base.words import N_

TERM_MAX, TERMS_MAX = 80, 500


class NotATerm(Refusal):
    """A line that can't be a term."""

    status = 422


def term_list(text: str) -> list[str]:
    """The terms of a text with one a line, in its order, each once. Refuses what could stand in no text."""
    found = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))
    for term in found:
        if len(term) > TERM_MAX:
            raise NotATerm(N_('"%(term)s" is too long for a name. Use %(limit)s characters at most.'),
                           term=f"{term[:30]}...", limit=TERM_MAX)  # fmt: skip
        if set(term) & set("{}|⟦⟧[]*") or not any(character.isalnum() for character in term):
            raise NotATerm(N_('"%(term)s" can\'t be a name: leave brackets, braces and stars out.'), term=term)
    if len(found) > TERMS_MAX:
        raise NotATerm(N_("%(count)s names are too many; keep it to %(limit)s."), count=len(found), limit=TERMS_MAX)
    return found


def terms_in(text: str, terms: Iterable[str]) -> list[str]:
    """Those of `terms` that stand in `text` as words of their own, written the same."""
    return [term for term in terms if re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text)]


def terms_lost(source: str, text: str, terms: Iterable[str]) -> list[str]:
    """The terms of the source that the translation does not have. A language may add an ending to them."""
    return [term for term in terms_in(source, terms) if term not in text]
