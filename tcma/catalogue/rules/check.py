"""The checks a kit must pass to be published, from files and from the editor alike."""

from collections.abc import Iterator

from tcma.catalogue.rules.check_assets import asset_findings
from tcma.catalogue.rules.check_copy import copy_findings
from tcma.catalogue.rules.check_kit import kit_findings
from tcma.catalogue.rules.check_words import source_findings
from tcma.catalogue.rules.documents import document_problems, is_document
from tcma.catalogue.rules.drawing import drawing_problems
from tcma.catalogue.rules.kit import Copy, Kit, Media
from tcma.catalogue.rules.problems import Finding, Places, Problem


def findings_of(kit: Kit, copy: Copy, media: Media) -> Iterator[Finding]:
    """Everything that is wrong, by part of the kit."""
    yield from kit_findings(kit, copy)
    for asset in kit.assets:
        yield from asset_findings(kit, asset, media)
    yield from source_findings(kit)
    for language in kit.languages:
        if language in copy:
            yield from copy_findings(kit, language, copy[language])
    for name, data in media.items():
        yield from (document_problems if is_document(name) else drawing_problems)(name, data)


def check(kit: Kit, copy: Copy, media: Media) -> list[Problem]:
    """Everything that is wrong with a kit that is in no file; blocking problems first."""
    found = [Places().locate(finding) for finding in findings_of(kit, copy, media)]
    return sorted(found, key=lambda problem: not problem.blocking)
