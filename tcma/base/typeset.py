"""Documents and pictures set in type: our own templates, and data that is never read as markup.

Typst does it, with letters that come as packages: nothing of the system is needed and nothing is fetched. What the
bundled letters don't have (Chinese, say) is taken from the machine's.
"""

import base64
import importlib.util
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
import typst

from tcma.base.settings import ROOT

log = structlog.get_logger(__name__)

TEMPLATES = ROOT / "templates" / "document"
FONTS = ("fontpkg_ibm_plex_sans_arabic", "fontpkg_noto_sans")
_DATELESS = datetime(2000, 1, 1, tzinfo=UTC)  # the same content gives the same bytes
_one_at_a_time = Lock()


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF (PDF/UA-1) with its letters inside. `template` is a file of templates/document/.

    A sign that no font of this machine can draw is a box, and the PDF then no longer claims the standard.
    """
    try:
        return _compiled(template, data, format="pdf", pdf_standards=["ua-1"], timestamp=_DATELESS)[0]
    except typst.TypstError as error:
        log.warning("no accessible PDF", template=template, reason=str(error))
        return _compiled(template, data, format="pdf", timestamp=_DATELESS)[0]


def png(template: str, data: Mapping[str, Any], *, ppi: float = 72.0) -> bytes:
    """The first page as PNG; at 72 pixels per inch a point is a pixel."""
    return _compiled(template, data, format="png", ppi=ppi)[0]


def page_count(template: str, data: Mapping[str, Any]) -> int:
    return len(_compiled(template, data, format="png", ppi=2.0))


def inline(picture: bytes, width: int, height: int) -> str:
    """A PNG as the SVG that templates take: they read no files."""
    data = base64.b64encode(picture).decode()
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
            f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>')  # fmt: skip


def _compiled(template: str, data: Mapping[str, Any], **how: Any) -> list[bytes]:
    given = {"data": json.dumps(data, ensure_ascii=False)}
    with _one_at_a_time:
        made = _compiler().compile(str(TEMPLATES / template), sys_inputs=given, **how)
    return made if isinstance(made, list) else [made or b""]


@cache
def _compiler() -> typst.Compiler:
    folders = [str(folder) for name in FONTS if (folder := _files_of(name))]
    return typst.Compiler(root=str(TEMPLATES), font_paths=typst.Fonts(font_paths=folders))


def _files_of(package: str) -> Path | None:
    """The folder of a package's font files; the package itself is never run."""
    found = importlib.util.find_spec(package)
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places))) / "files" if places else None
