"""Spreadsheets for the tests, made part by part, so that each part can be wrong."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DATED = 1  # the style of a date
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Raw:
    """A cell or a row as it stands in the file."""

    xml: str


@dataclass(frozen=True)
class SheetOf:
    """A sheet: rows of cells, hidden or not; `hidden_rows` by their number from 1."""

    name: str
    rows: Sequence[Any]  # rows of Cell or Raw, or Raw rows
    state: str = "visible"
    hidden_rows: frozenset[int] = frozenset()
    dimension: str = ""


def place(row: int, column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _cell(value: Cell | Raw, where: str) -> str:
    if isinstance(value, Raw):
        return value.xml.replace("{r}", where)
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{where}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{where}"><v>{value}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def sheet_xml(sheet: SheetOf) -> str:
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        if isinstance(row, Raw):
            rows.append(row.xml)
            continue
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        cells = "".join(_cell(value, place(number, column)) for column, value in enumerate(row))
        rows.append(f'<row r="{number}"{hidden}>{cells}</row>')
    dimension = f'<dimension ref="{sheet.dimension}"/>' if sheet.dimension else ""
    return f'{HEAD}<worksheet xmlns="{MAIN}">{dimension}<sheetData>{"".join(rows)}</sheetData></worksheet>'


def parts(*sheets: SheetOf) -> dict[str, str]:
    """{path: XML} of a workbook."""
    named = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    found = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{RELS}">{relations}</Relationships>',
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    return found | {f"xl/worksheets/sheet{n}.xml": sheet_xml(sheet) for n, sheet in enumerate(sheets, 1)}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def book(*sheets: SheetOf | Sequence[Any], **more: str | bytes) -> bytes:
    """A workbook; `more` are further parts, or others in the place of its own (`__` for `/`)."""
    made = [sheet if isinstance(sheet, SheetOf) else SheetOf(f"Sheet{n}", sheet) for n, sheet in enumerate(sheets, 1)]
    return zipped(parts(*made) | {name.replace("__", "/").replace("_dot_", "."): text for name, text in more.items()})


def lying(body: bytes, name: str, says: int) -> bytes:
    """The same ZIP, whose directory says that `name` unpacks to `says` bytes."""
    wanted, changed = name.encode(), bytearray(body)
    at = 0
    while (at := changed.find(b"PK\x01\x02", at)) >= 0:
        length = struct.unpack_from("<H", changed, at + 28)[0]
        if changed[at + 46 : at + 46 + length] == wanted:
            struct.pack_into("<I", changed, at + 24, says)
            offset = struct.unpack_from("<I", changed, at + 42)[0]
            struct.pack_into("<I", changed, offset + 22, says)
        at += 4
    return bytes(changed)
