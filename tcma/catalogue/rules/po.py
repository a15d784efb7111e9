"""A kit's words in one language as a PO file, which any translation tool can open.

msgctxt is the segment key, msgid the source words, msgstr the translation; `fuzzy` means that
no person has reviewed it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polib  # type: ignore[import-untyped]  # it ships no types

from tcma.base.words import gettext as _
from tcma.catalogue.rules.kit import Kit, Segment
from tcma.catalogue.rules.problems import Finding, Places
from tcma.catalogue.rules.segments import segments

_LINE = re.compile(r'(?:#.*|(?:msgctxt |msgid |msgid_plural |msgstr(?:\[\d+\])? )?\s*"(?:[^"\\]|\\.)*")?')


@dataclass
class PoFile:
    """What a PO file holds, and what is wrong with it as a file."""

    texts: dict[str, Segment]
    findings: list[Finding]
    readable: bool = True


def read_po(source: str, language: str, file: str, places: Places) -> PoFile:
    """The translations in `source`; their lines are noted in `places`."""
    places.put("", file, 1, language)
    for number, line in enumerate(source.split("\n"), 1):
        if not _LINE.fullmatch(line.strip()):
            return PoFile({}, [_syntax(number, language, file, places)], readable=False)
    try:
        entries = polib.pofile(source)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        return PoFile({}, [_syntax(_line_in(error), language, file, places)], readable=False)
    found = PoFile({}, [])
    declared = entries.metadata.get("Language", language).replace("_", "-")
    if declared.lower() != language.lower():
        found.findings.append(
            Finding(
                "",
                _('The file says it is "%(declared)s", its name says "%(named)s".', declared=declared, named=language),
                _('Write "Language: %(named)s" in its head, or rename the file.', named=language),
                language,
                near="Language:",
            )
        )
    for entry in entries:
        if not entry.obsolete:
            _take(entry, language, file, places, found)
    return found


def _take(entry: polib.POEntry, language: str, file: str, places: Places, found: PoFile) -> None:
    key = entry.msgctxt or ""
    if not key:
        place = f"line.{entry.linenum}"
        places.put(place, file, entry.linenum, language)
        found.findings.append(
            Finding(
                place,
                _('The entry "%(words)s" has no msgctxt, so nobody knows where it belongs.', words=entry.msgid[:40]),
                _('Add a line such as: msgctxt "email-1.intro.text".'),
                language,
            )
        )
    elif key in found.texts:
        place = f"{key}.again.{entry.linenum}"
        places.put(place, file, entry.linenum, language)
        found.findings.append(
            Finding(
                place,
                _('"%(key)s" is translated twice in this file.', key=key),
                _("Keep one of the two entries."),
                language,
            )
        )
    else:
        places.put(key, file, entry.linenum, language)
        found.texts[key] = Segment(entry.msgstr.strip(), bool(entry.msgstr.strip()) and not entry.fuzzy, entry.msgid)


def _line_in(error: Exception) -> int:
    digits = re.findall(r"line (\d+)", str(error))
    return int(digits[-1]) if digits else 1


def _syntax(line: int, language: str, file: str, places: Places) -> Finding:
    places.put("syntax", file, line, language)
    return Finding(
        "syntax",
        _("This is not a PO file that can be read."),
        _("Look at this line and the one before: a quotation mark is missing, or a keyword is misspelt."),
        language,
    )


def notes_in(source: str) -> dict[str, str]:
    """{segment key: note} of a PO file that can be read, for entries that nobody has reviewed."""
    return {entry.msgctxt or "": entry.tcomment for entry in polib.pofile(source) if entry.fuzzy and entry.tcomment}


def write_po(
    kit: Kit, language: str, texts: Mapping[str, Segment], notes: Mapping[str, str] | None = None
) -> str:
    """The PO file of one language, complete: texts without a translation are there with an empty msgstr.

    `notes` are {segment key: what translators should know}, such as which engine wrote it.
    """
    book = polib.POFile(wrapwidth=100)
    book.metadata = {
        "Project-Id-Version": kit.slug,
        "Language": language.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for key, words in segments(kit).items():
        segment = texts.get(key, Segment(""))
        entry = polib.POEntry(msgctxt=key, msgid=words, msgstr=segment.text, tcomment=(notes or {}).get(key, ""))
        stale = bool(segment.source) and segment.source != words
        if segment.text and (not segment.reviewed or stale):
            entry.flags.append("fuzzy")
        book.append(entry)
    return str(book)
