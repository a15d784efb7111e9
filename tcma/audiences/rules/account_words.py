"""What `tcma import-contacts` says: what became of each record, or why nothing was read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tcma.audiences.rules.consent import Basis
from tcma.audiences.rules.question import told
from tcma.audiences.rules.table import DELIMITERS
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import format_number, gettext

OPTIONS = {"encoding": "--encoding", "email": "--email-column", "sheet": "--sheet"}


def refused_lines(refusal: Refusal) -> Iterator[str]:
    """Why nothing was read; of a question each answer with what it shows, and the option that gives it."""
    said = told(refusal)
    if "question" not in said:
        yield said["refused_whole"]
        if isinstance(refusal, Invalid) and "basis" in refusal.errors:
            yield gettext("Give --basis one of these: %(bases)s.", bases=", ".join(Basis))
        return
    question = said["question"]
    yield question["words"]
    for one in question["choices"]:
        yield f"    {one['name']}" + (f": {one['sample']}" if one["sample"] else "")
    if question["choices"]:
        option, name = OPTIONS[question["about"]], question["choices"][0]["name"]
        yield gettext("Answer by an option, such as %(example)s.", example=f'{option} "{name}"')


def account_lines(found: Mapping[str, Any], *, dry_run: bool) -> Iterator[str]:
    """The account of an import in words, one refused row after the other: there may be very many."""
    if found["delimiter"]:
        parted = gettext(DELIMITERS.get(found["delimiter"], found["delimiter"]))
        yield gettext("Read as %(encoding)s, cells parted by %(delimiter)s.", encoding=found["encoding"],
                      delimiter=parted)  # fmt: skip
    elif found.get("sheet"):
        yield gettext("Read from the sheet “%(sheet)s”.", sheet=found["sheet"])
    if found.get("hidden_sheets"):
        yield gettext("Hidden sheets hold rows and are not read: %(sheets)s.", sheets=", ".join(found["hidden_sheets"]))
    if not found["header"] and found["delimiter"]:
        yield gettext("The file has no header.")
    named = {
        "records": gettext("Rows"), "imported": gettext("New people"), "updated": gettext("Known before"),
        "duplicates": gettext("Twice in the file"), "suppressed": gettext("Said no"), "refused": gettext("To mend"),
        "flagged": gettext("Kept, and worth a look"),
    }  # fmt: skip
    widest = max(map(len, named.values()))
    for name, label in named.items():
        number = len(found[name]) if name == "refused" else found[name]
        yield f"{label:<{widest}}  {format_number(number):>9}"
    yield from _rows(found["refused"])
    if dry_run:
        yield gettext("Nothing is stored yet.")


def _rows(refused: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for one in refused:
        yield "    " + gettext("Line %(line)s: %(why)s", line=one["line"], why=one["reason"])


def json_lines(found: dict[str, Any]) -> Iterator[str]:
    """The account as JSON, one refused row after the other."""
    refused = found["refused"]
    mark = '"refused": []'  # no text in JSON holds it, since its quotes would be written otherwise
    before, _, after = json.dumps(found | {"refused": []}, indent=2, ensure_ascii=False).partition(mark)
    yield before + mark[:-1]
    for number, one in enumerate(refused, 1):
        yield f"    {json.dumps(one, ensure_ascii=False)}{',' * (number < len(refused))}"
    yield f"  ]{after}"
