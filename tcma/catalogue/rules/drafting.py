"""Changing the words of a kit that is being written, in any of its languages."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from tcma.catalogue.rules.kit import Kit, Segment
from tcma.catalogue.rules.segments import Text, segments, texts, with_words
from tcma.catalogue.rules.texts import paragraphs

Words = dict[str, dict[str, Segment]]


def slug_of(title: str) -> str:
    """A web address part from a title; '' where it has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", title[:200].replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")


def tidy(text: Text, said: str) -> str:
    """What a person typed, as a kit file would have it."""
    said = said.replace("\r\n", "\n").strip()
    if text.network:
        return said
    if text.listed:
        return "\n".join(" ".join(line.split()) for line in said.split("\n") if line.strip())
    return paragraphs(said) if text.inline else " ".join(said.split())


@dataclass(frozen=True)
class Written:
    """A kit and its words in the other languages."""

    kit: Kit
    copy: Words


def pinned(kit: Kit, copy: Mapping[str, Mapping[str, Segment]]) -> Words:
    """The copy, each text bound to the source words it belongs to, so that a change of them shows."""
    source = segments(kit)
    return {
        language: {key: replace(one, source=one.source or source.get(key, "")) for key, one in words.items()}
        for language, words in copy.items()
    }


def changed(
    written: Written, language: str, words: Mapping[str, str], reviewed: Collection[str] | None = None
) -> Written:
    """With `words` ({segment key: text}) in `language`; keys that the kit does not have are ignored.

    `reviewed` are the keys that a person says are right; None leaves unchanged ones as they were.
    Changed source words make their translations stale by themselves.
    """
    kit, known = written.kit, {text.key: text for text in texts(written.kit)}
    tidied = {key: tidy(known[key], said) for key, said in words.items() if key in known}
    copy = pinned(kit, written.copy)
    if language == kit.source_language:
        return Written(_with_topic(with_words(kit, tidied)), copy)
    source, own = segments(kit), dict(copy.get(language, {}))
    for key, said in tidied.items():
        before = own.get(key, Segment(""))
        if said != before.text or (reviewed is not None and key in reviewed):
            own[key] = Segment(said, bool(said) and reviewed is not None and key in reviewed, source.get(key, ""))
        elif reviewed is not None:
            own[key] = replace(before, reviewed=False)
    return Written(kit, {**copy, language: {key: one for key, one in own.items() if one.text}})


def _with_topic(kit: Kit) -> Kit:
    """A topic that is named for the first time gets its key, and keeps it; without a name there is none."""
    if not kit.topic_name:
        return replace(kit, topic="")
    return kit if kit.topic else replace(kit, topic=slug_of(kit.topic_name) or kit.slug)
