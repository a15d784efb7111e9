"""Documents of a kit that its forms hand out: PDF, one for each language or one for all."""

import re
from collections.abc import Iterator, Mapping

from tcma.base.words import gettext as _
from tcma.catalogue.rules.problems import Finding
from tcma.catalogue.rules.vocabulary import DOCUMENT_MAX

SUFFIX = ".pdf"
_ACTS = re.compile(rb"/(JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|RichMedia|XFA|SubmitForm|ImportData)\b")


def is_document(name: str) -> bool:
    """Whether a file of media/ is a document, and no drawing."""
    return name.lower().endswith(SUFFIX)


def documents_of(name: str, media: Mapping[str, object]) -> list[str]:
    """The files that a form means by `name`: itself, and its other languages (`sheet.de.pdf` beside `sheet.pdf`)."""
    stem = name.removesuffix(SUFFIX)
    return sorted(one for one in media if is_document(one) and (one == name or one.startswith(f"{stem}.")))


def document_in(name: str, language: str, media: Mapping[str, object]) -> str:
    """The file for a reader of `language`: in it, in its language without the country, else the one for all, or ''."""
    stem = name.removesuffix(SUFFIX)
    wanted = (f"{stem}.{language}{SUFFIX}", f"{stem}.{language.partition('-')[0]}{SUFFIX}", name)
    return next((one for one in wanted if one in media), next(iter(documents_of(name, media)), ""))


def document_problems(name: str, data: bytes) -> Iterator[Finding]:
    """What a document must not be."""
    if len(data) > DOCUMENT_MAX:
        yield Finding(
            f"media.{name}", _("This document has more than %(limit)s MB.", limit=DOCUMENT_MAX // 1024 // 1024),
            _("Make its pictures smaller: it is fetched on phones, too."),
        )  # fmt: skip
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-1024:]:
        yield Finding(f"media.{name}", _("This is no whole PDF."), _("Export it again."))
    elif found := _ACTS.search(data):
        yield Finding(
            f"media.{name}", _("This document does something by itself: %(what)s.", what=found[0].decode()),
            _("Export it as a plain PDF, without scripts, forms or attached files."),
        )  # fmt: skip
