"""Drawings of a kit: SVG that can do nothing but draw, in the partner's colours.

A drawing names colours by token (`fill="{brand}"`); `paint` puts a partner's colours in.
"""

import re
from collections.abc import Mapping
from xml.parsers import expat

from tcma.base.words import gettext as _
from tcma.catalogue.rules.problems import Finding, Findings
from tcma.catalogue.rules.vocabulary import DRAWING_MAX

TOKENS = ("brand", "brand_ink", "on_brand", "brand_dark", "brand_mid", "brand_light", "brand_pale")
TOKEN = re.compile(r"\{([A-Za-z0-9_-]*)\}")

ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "symbol",
        "use",
        "title",
        "desc",
    ]
)
_OUTSIDE = re.compile(r"url\(\s*+['\"]?+(?!#)|@import|javascript:|data:", re.IGNORECASE)


def paint(svg: bytes, colours: Mapping[str, str]) -> str:
    """The drawing with `colours` ({token: "#rrggbb"}) in the place of its tokens; all of TOKENS are needed."""
    return TOKEN.sub(lambda token: colours[token[1]], svg.decode())


class _Reader:
    """Walks the XML and notes what a drawing must not hold, each with its line."""

    def __init__(self) -> None:
        self.notes: list[tuple[int, str, str]] = []
        self.root = ""
        self.size = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._element
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.CommentHandler = self._comment
        self.parser.StartCdataSectionHandler = self._cdata

    def _note(self, message: str, fix: str) -> None:
        self.notes.append((self.parser.CurrentLineNumber, message, fix))

    def _doctype(self, *_args: object) -> None:
        self._note(_("This drawing has a DOCTYPE, which can pull in other files."), _("Delete the DOCTYPE line."))

    def _instruction(self, target: str, _data: str) -> None:
        self._note(
            _('This drawing has the instruction "%(name)s", which can pull in other files.', name=target),
            _("Delete that line."),
        )

    def _comment(self, words: str) -> None:
        """A browser takes `<!-->` for a whole comment, and what XML still hides in it for the page."""
        if words.startswith((">", "->")):
            self._note(
                _("This drawing holds <%(tag)s>, which can do more than draw.", tag="!--"), _("Delete that line.")
            )

    def _cdata(self) -> None:
        self._note(
            _("This drawing holds <%(tag)s>, which can do more than draw.", tag="![CDATA["), _("Delete that line.")
        )

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if not self.root:
            self.root = tag
            self.size = "viewBox" in attributes
        if tag == "text":
            self._note(
                _("This drawing holds text, which can't be translated."),
                _("Delete the text element and say it in the block's words."),
            )
        elif name not in ELEMENTS:
            self._note(
                _("This drawing holds <%(tag)s>, which can do more than draw.", tag=name),
                _("Delete it, or export the drawing as plain shapes."),
            )
        for key, value in attributes.items():
            self._attribute(key, value)

    def _attribute(self, key: str, value: str) -> None:
        name = key.rpartition(":")[2].lower()
        if name.startswith("on"):
            self._note(_('This drawing runs a script: the attribute "%(name)s".', name=key), _("Delete the attribute."))
        elif name == "href" and not value.startswith("#"):
            self._note(
                _('This drawing refers to something outside itself: "%(value)s".', value=value[:60]),
                _("Only references to its own parts (#name) are allowed. Delete it."),
            )
        elif name == "base" or (not key.startswith("xmlns") and _OUTSIDE.search(value)):
            self._note(
                _('This drawing refers to something outside itself: "%(value)s".', value=value[:60]),
                _("Delete the reference and draw the shape itself."),
            )
        elif name == "style" and ("var(" in value or "color-mix" in value):
            self._note(
                _('The style "%(value)s" can\'t be drawn in a mail.', value=value[:60]),
                _('Name the colour by token, such as fill="{brand}".'),
            )


def drawing_problems(name: str, data: bytes) -> Findings:
    """What is wrong with one drawing; `place` is `media.<name>`, the line stands in `near` as a number."""
    place = f"media.{name}"
    if not name.endswith(".svg"):
        yield Finding(
            place,
            _("%(name)s is not an SVG drawing.", name=name),
            _("Kits take SVG only. Export it as SVG, or delete it."),
        )
        return
    if len(data) > DRAWING_MAX:
        yield Finding(
            place,
            _("%(name)s has %(size)s KB; a drawing may have %(limit)s.", name=name, size=len(data) // 1024, limit=60),
            _("Simplify its paths or drop details."),
        )
        return
    try:
        text = data.decode()
    except UnicodeDecodeError:
        yield Finding(
            place, _("This drawing is not UTF-8 text."), _("Export it again as plain SVG in UTF-8."), near="1"
        )
        return
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        yield Finding(
            place,
            _("This drawing is not well-formed XML."),
            _("Export it again as plain SVG."),
            near=str(min(error.lineno, text.count("\n") or 1)),
        )
        return
    if reader.root != "svg" or not reader.size:
        yield Finding(
            place, _("This drawing has no <svg viewBox=...> as its outermost part."), _("Add a viewBox."), near="1"
        )
    for line, message, fix in reader.notes:
        yield Finding(place, message, fix, near=str(line))
    yield from _tokens(place, text)


def _tokens(place: str, text: str) -> Findings:
    for token in TOKEN.finditer(text):
        if token[1] not in TOKENS:
            yield Finding(
                place,
                _('The colour token "%(token)s" does not exist.', token=token[0]),
                _("Use one of: %(tokens)s.", tokens=", ".join(f"{{{name}}}" for name in TOKENS)),
                near=str(text.count("\n", 0, token.start()) + 1),
            )
