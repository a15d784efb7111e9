"""What the import pages are sent: a file or pasted text, answers, columns."""

import io
from dataclasses import dataclass
from typing import Any, BinaryIO

from werkzeug.datastructures import FileStorage, MultiDict

from tcma.audiences.rules import FIELDS, LIMITS, one_per_line, segments
from tcma.audiences.rules.listing import Listed, decoded, read_listed
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_, gettext


@dataclass(frozen=True)
class Upload:
    """A file's name and what it holds; pasted text is a file too."""

    name: str
    stream: BinaryIO


def upload(files: MultiDict[str, FileStorage], form: MultiDict[str, str]) -> Upload:
    """The file, else the pasted text. Raises Invalid if there is neither, or too much."""
    file = files.get("file")
    if file is not None and file.filename:
        size = file.stream.seek(0, io.SEEK_END)
        file.stream.seek(0)
        if size > LIMITS.size:
            raise _wrong("file", N_("The file is larger than %(most)s MB. Split it into parts."))
        return Upload(file.filename, file.stream)  # type: ignore[arg-type]  # a file that may be in memory
    text = form.get("text", "").strip()
    if not text:
        raise _wrong("file", N_("Choose a file, or paste the addresses."))
    return Upload(gettext("Pasted people") + ".csv", io.BytesIO(one_per_line(text).encode()))


def listed(files: MultiDict[str, FileStorage], form: MultiDict[str, str]) -> Listed:
    """Addresses and domains from a file, else from the field. Raises Invalid where there is none."""
    file = files.get("file")
    place = "file" if file is not None and file.filename else "entries"
    try:
        if file is not None and file.filename:
            body = file.stream.read(LIMITS.size + 1)
            if len(body) > LIMITS.size:
                raise _wrong("file", N_("The file is larger than %(most)s MB. Split it into parts."))
            found = read_listed(decoded(body))
        else:
            found = read_listed(form.get("entries", ""))
    except Invalid:
        raise
    except Refusal as refusal:
        raise Invalid({place: refusal}) from None
    if not found.keys:
        first = found.refused[0][1] if found.refused else Refusal(N_("Write an address or a domain, or choose a file."))
        raise Invalid({place: first})
    return found


def _wrong(field: str, message: str) -> Invalid:
    return Invalid({field: Refusal(message, most=LIMITS.size // 1024 // 1024)})


def number(text: str) -> int | None:
    """A whole number from a field, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def mapping(form: MultiDict[str, str]) -> dict[str, int]:
    """{field: column} from one select for each column; 'ignore' leaves a column out."""
    found: dict[str, int] = {}
    for key, value in form.items():
        column = number(key.removeprefix("column-")) if key.startswith("column-") else None
        if column is None or value not in FIELDS:
            continue
        if value in found:
            twice = Refusal(N_("Two columns are “%(field)s”. Choose one."), field=gettext(FIELDS[value]))
            raise Invalid({"columns": twice})
        found[value] = column
    return found


def own_path(text: str) -> str:
    """A path of this product to go back to, or ''."""
    own = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text[:500] if own else ""


def segment_rows(form: MultiDict[str, str]) -> dict[str, Any]:
    """The filter as the editor's rows say it, unchecked: fields `field-0`, `operator-0`, `value-0` and so on."""
    numbers = sorted({found for key in form if (found := number(key.removeprefix("field-"))) is not None})
    rows = [{name: form.get(f"{name}-{one}", "") for name in ("field", "operator", "value")} for one in numbers]
    removed, added = number(form.get("remove", "")), form.get("add", "") if form.get("do") == "add" else ""
    rows = [row for one, row in zip(numbers, rows, strict=True) if one != removed]
    if added in segments.FIELDS:
        rows.append({"field": added, "operator": segments.OPERATORS[segments.FIELDS[added].kind][0], "value": ""})
    return {"match": form.get("match", "all"), "conditions": rows}
