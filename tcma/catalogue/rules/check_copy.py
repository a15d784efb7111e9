"""Checks of a kit's words in one language against its source."""

from collections.abc import Iterator, Mapping

from tcma.base.words import gettext as _
from tcma.base.words import language as reading
from tcma.base.words import language_name, ngettext
from tcma.catalogue.rules.check_words import text_findings
from tcma.catalogue.rules.kit import Kit, Segment
from tcma.catalogue.rules.parts import did_you_mean
from tcma.catalogue.rules.problems import Finding
from tcma.catalogue.rules.segments import Text, texts
from tcma.catalogue.rules.texts import lost, markers


def is_stale(segment: Segment, source: str) -> bool:
    """Whether the translation was made from other words than the present ones."""
    return bool(segment.source) and segment.source.strip() != source.strip()


def copy_findings(kit: Kit, language: str, copy: Mapping[str, Segment]) -> Iterator[Finding]:
    """Broken translations block a publishing; stale and missing ones are notes, since the source stands in."""
    everything = {text.key: text for text in texts(kit)}
    for key in copy:
        if key not in everything:
            near = did_you_mean(key, everything, otherwise=_("Delete this entry."))
            yield Finding(key, _('The kit has no text "%(key)s".', key=key), near, language)
    known = {key: text for key, text in everything.items() if text.words}
    for key, text in known.items():
        segment = copy.get(key)
        if segment and segment.text:
            yield from translation_findings(kit, text, segment, language)
    missing = [key for key in known if key not in copy or not copy[key].text]
    if missing and copy:
        yield Finding(
            "",
            ngettext(
                "%(num)s text has no %(language)s words yet: %(keys)s.",
                "%(num)s texts have no %(language)s words yet: %(keys)s.",
                len(missing),
                language=language_name(language, reading()),
                keys=", ".join(missing[:5]) + (" ..." if len(missing) > 5 else ""),
            ),
            _("Until they are translated, partners can't launch in this language."),
            language,
            blocking=False,
        )


def translation_findings(kit: Kit, text: Text, segment: Segment, language: str) -> Iterator[Finding]:
    """What is wrong with one translated text."""
    yield from text_findings(kit, text, segment.text, language)
    stale = is_stale(segment, text.words)
    if stale:
        yield Finding(
            text.key,
            _("The source words of this text have changed since it was translated."),
            _("It counts as not reviewed. Translate it again and put the new source words into msgid."),
            language,
            blocking=False,
        )
    source = segment.source if stale else text.words
    for marker, before, after in lost(markers(source), markers(segment.text)):
        yield Finding(
            text.key,
            _(
                "%(marker)s is in the source text %(before)s x, in the translation %(after)s x.",
                marker=marker,
                before=before,
                after=after,
            ),
            _("Use it as often as the source does."),
            language,
        )
    if text.listed and source.count("\n") != segment.text.count("\n"):
        yield Finding(
            text.key,
            _(
                "The source has %(before)s items and the translation %(after)s.",
                before=source.count("\n") + 1,
                after=segment.text.count("\n") + 1,
            ),
            _("Translate one item a line."),
            language,
        )
