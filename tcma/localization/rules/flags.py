"""What a reviewer should look at in a translated text: red where it can't be published, else a hint."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from tcma.base.words import gettext as _
from tcma.catalogue.rules import Kit, Problem, Segment, Text, segments, tags, translation_findings
from tcma.localization.rules.terms import terms_lost

_PAIRS = (("(", ")"), ("«", "»"), ("“", "”"), ("「", "」"))


@dataclass(frozen=True)
class Flag:
    """`red`: it blocks a publishing."""

    words: str
    fix: str = ""
    red: bool = False


def flags(kit: Kit, text: Text, said: str, language: str, terms: Iterable[str]) -> list[Flag]:
    """What is to be seen in `said`, the words of `text` in `language`; nothing in an empty one."""
    if not said:
        return []
    found = [
        Flag(one.message, one.fix, red=one.blocking)
        for one in translation_findings(kit, text, Segment(said), language)
    ]
    found += [_lost_name(term) for term in terms_lost(text.words, said, terms)]
    return [*found, *_hints(text.words, said)]


def _lost_name(term: str) -> Flag:
    return Flag(
        _('"%(term)s" stays as it is in every language, and is not there.', term=term),
        _("Write it as the source does."), red=True,
    )  # fmt: skip


def _hints(source: str, said: str) -> Iterator[Flag]:
    if said == source and sum(character.isalpha() for character in said) > 3:
        yield Flag(_("The same as the source."), _("Translate it, or approve it if it is a name."))
    for one, other in _PAIRS:
        if said.count(one) != said.count(other) and source.count(one) == source.count(other):
            yield Flag(_("A bracket or quotation mark has no partner: %(marks)s", marks=one + other))
    before = {tag.name: tag.fallback for tag in tags(source)}
    for tag in tags(said):
        if tag.fallback and tag.fallback != before.get(tag.name):
            yield Flag(
                _('Readers whose name is unknown read "%(word)s"; it was translated by itself.', word=tag.fallback),
                _("See whether it fits the sentence."),
            )


def sound(found: Iterable[Flag]) -> bool:
    """Whether a person may approve a text with these flags."""
    return not any(flag.red for flag in found)


def glossary_findings(
    kit: Kit, copy: Mapping[str, Mapping[str, Segment]], terms: Collection[str]
) -> list[Problem]:
    """The names that translations lost, as problems that block a publishing."""
    source = segments(kit)
    found = []
    for language in kit.languages:
        for key, segment in copy.get(language, {}).items():
            # A text made from older words is judged by them: it goes on being served until it is said anew.
            words = segment.source or source.get(key, "")
            if key in source and segment.text:
                flagged = [_lost_name(term) for term in terms_lost(words, segment.text, terms)]
                found += [Problem(f"copy/{language}.po", 0, one.words, one.fix, key, language) for one in flagged]
    return found
