"""Contacts sent as JSON, as the file they would be."""

import csv
import io
import json
from typing import Any

from tcma.audiences.rules.columns import FIELDS
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_

MOST = 5_000  # contacts in one request; more belong in a file


def as_file(body: bytes) -> bytes:
    """A JSON list of objects as CSV with a header, one line each, in order. Raises Invalid with what is wrong.

    The names are those of `columns.FIELDS`; a value is a text, a number, true, false or null.
    """
    try:
        people = json.loads(body)
    except (ValueError, RecursionError):
        raise _wrong(N_("The body is not JSON.")) from None
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        raise _wrong(N_("Send a list of objects, such as [{\"email\": \"ann@example.com\"}]."))
    if len(people) > MOST:
        raise _wrong(N_("Send at most %(most)s contacts at once."), most=MOST)
    unknown = sorted({str(name) for one in people for name in one} - set(FIELDS))
    if unknown:
        raise _wrong(
            N_("There is no field %(name)s. The fields are: %(fields)s."), name=", ".join(unknown)[:200],
            fields=", ".join(FIELDS),
        )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(FIELDS)
    for one in people:
        writer.writerow([_text(one.get(name)) for name in FIELDS])
    return out.getvalue().encode()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise _wrong(N_("A field is a text, a number, true, false or null."))
    # One line each, so that a line is a contact; no name holds a line break.
    return " ".join(str(value).encode("utf-8", "replace").decode().splitlines())


def _wrong(message: str, **values: Any) -> Invalid:
    return Invalid({"body": Refusal(message, **values)})
