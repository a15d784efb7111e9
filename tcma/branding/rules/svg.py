"""An uploaded SVG as plain shapes: nothing in it can run, load, refer outside or grow.

Two passes. Ours rebuilds the drawing from an allow-list of elements and attributes (svg-hush leaves file paths in,
and resvg reads them); svg-hush then checks what is left. `<style>` of drawing programs becomes attributes.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from py_svg_hush import filter_svg

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
ELEMENTS_MAX, DEPTH_MAX, RULES_MAX = 5000, 60, 500
WEIGHT_MAX = 10_000
# What an element costs to draw besides itself: a layer of its own is far dearer than a shape.
_LAYERS = {"mask": 100, "clip-path": 100, "opacity": 20}

_ELEMENTS = frozenset(
    """svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan
    linearGradient radialGradient stop clipPath mask""".split()  # noqa: SIM905 - read as prose
)
_PRESENTATION = frozenset(
    """fill fill-opacity fill-rule clip-rule clip-path mask stroke stroke-width stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-dasharray stroke-opacity opacity color display visibility stop-color stop-opacity
    font-family font-size font-weight font-style letter-spacing text-anchor""".split()  # noqa: SIM905 - likewise
)
_GEOMETRY = frozenset(
    """id x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy d points width height viewBox transform preserveAspectRatio
    gradientUnits gradientTransform spreadMethod offset clipPathUnits maskUnits maskContentUnits""".split()  # noqa: SIM905 - likewise
)
_SELECTOR = re.compile(r"(?:\.|#)?[A-Za-z_][\w-]*")
_UNSAFE = re.compile(r"[\\<>{}@]|/\*|expression|javascript|data:|://|image-set|\bvar\(", re.IGNORECASE)
_URL = re.compile(r"url\(\s*+(['\"]?+)([^'\"()\s]*+)\1\s*+\)", re.IGNORECASE)


class NotPlain(Exception):
    """This file can't be read as a drawing."""


def plain_svg(data: bytes) -> bytes:
    """The drawing as plain shapes; NotPlain for what is no SVG, has a DOCTYPE, or is far too large."""
    _refuse_doctype(data)
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise NotPlain from error
    if root.tag not in ("svg", f"{{{SVG}}}svg"):
        raise NotPlain
    styles = list(_styles(root))
    if len(styles) > RULES_MAX or sum(1 for _element in root.iter()) > 2 * ELEMENTS_MAX:
        raise NotPlain
    clean = _copy(root, styles, 0)
    if clean is None or sum(1 for _element in clean.iter()) > ELEMENTS_MAX:
        raise NotPlain
    _drop_nested_uses(clean)
    _refuse_heavy(clean)
    clean.set("xmlns", SVG)
    try:
        hushed: bytes = filter_svg(ElementTree.tostring(clean), {})
    except ValueError as error:
        raise NotPlain from error
    return hushed


def _refuse_doctype(data: bytes) -> None:
    """Entities can grow without bound or name files; a drawing needs none."""
    parser = expat.ParserCreate()

    def refuse(*_arguments: object) -> None:
        raise NotPlain

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotPlain from error


def _name(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) and (SVG in tag or "}" not in tag) else ""


def _styles(root: ElementTree.Element) -> Iterator[tuple[str, dict[str, str]]]:
    """(selector, properties) of the rules that drawing programs write: one class, id or element each."""
    for element in root.iter():
        if _name(element.tag) == "style":
            for rule in _without_comments(element.text or "").split("}")[:-1]:
                before, _brace, body = rule.rpartition("{")
                for selector in before.rpartition("{")[2].split(","):
                    if _SELECTOR.fullmatch(selector.strip()):
                        yield selector.strip(), dict(_declared(body))


def _without_comments(style: str) -> str:
    head, *parts = style.split("/*")
    return head + "".join(part.partition("*/")[2] for part in parts)


def _declared(body: str) -> Iterator[tuple[str, str]]:
    for declaration in body.split(";"):
        name, _colon, value = declaration.partition(":")
        if name.strip() in _PRESENTATION and _safe(value):
            yield name.strip(), value.replace("!important", "").strip()


def _safe(value: str) -> bool:
    return not _UNSAFE.search(value) and all(target.startswith("#") for _quote, target in _URL.findall(value)) and (
        value.lower().count("url") == len(_URL.findall(value))
    )  # fmt: skip


def _copy(
    element: ElementTree.Element, styles: list[tuple[str, dict[str, str]]], depth: int
) -> ElementTree.Element | None:
    name = _name(element.tag)
    if name not in _ELEMENTS or depth > DEPTH_MAX:
        return None
    copy = ElementTree.Element(name)
    classes = {f".{one}" for one in element.get("class", "").split()} | {f"#{element.get('id', '')}", name}
    for key, value in element.attrib.items():
        if key in _GEOMETRY | _PRESENTATION and _safe(value):
            copy.set(key, value)
        elif key in ("href", XLINK) and value.startswith("#") and name in ("use", "linearGradient", "radialGradient"):
            copy.set("href", value)
    for selector, properties in styles:
        if selector in classes:
            copy.attrib.update(properties)
    copy.attrib.update(_declared(element.get("style", "")))
    copy.text, copy.tail = (element.text, element.tail) if name in ("text", "tspan") else (None, None)
    for child in element:
        kept = _copy(child, styles, depth + 1)
        if kept is not None:
            copy.append(kept)
    return copy


def _drop_nested_uses(root: ElementTree.Element) -> None:
    """A use of something that itself uses something can double at every level; such uses go."""
    nesting = {one.get("id") for one in root.iter() if one.get("id") and any(part.tag == "use" for part in one.iter())}
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "use" and child.get("href", "").removeprefix("#") in nesting:
                parent.remove(child)


def _refuse_heavy(root: ElementTree.Element) -> None:
    """Masks of masks are drawn as often as they are multiplied: a small file can take hours."""
    named = {one.get("id"): one for one in root.iter() if one.get("id")}
    known: dict[ElementTree.Element, int] = {}

    def weight(element: ElementTree.Element) -> int:
        if element not in known:
            known[element] = WEIGHT_MAX + 1  # as long as it is being weighed: one that holds itself never ends
            whole = 1 + len(element.get("d", "") + element.get("points", "")) // 200 + len(element.text or "") // 10
            whole += sum(map(weight, element)) + sum(cost for name, cost in _LAYERS.items() if element.get(name))
            known[element] = whole + sum(weight(named[target]) for target in _shown_by(element) if target in named)
        return known[element]

    try:
        if weight(root) > WEIGHT_MAX:
            raise NotPlain
    except RecursionError as error:
        raise NotPlain from error


def _shown_by(element: ElementTree.Element) -> Iterator[str]:
    """The ids of what is drawn where this element is."""
    yield element.get("href", "").removeprefix("#") if element.tag == "use" else ""
    for name in ("mask", "clip-path"):
        yield from (target.removeprefix("#") for _quote, target in _URL.findall(element.get(name, "")))
