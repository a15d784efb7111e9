"""Vendor leads in a file: the first row names the columns, each further one is a lead."""

from collections.abc import Iterator, Mapping

from tcma.audiences.rules import Answers
from tcma.audiences.rules.cells import unguarded
from tcma.audiences.rules.columns import field_of
from tcma.audiences.rules.countries import plain
from tcma.audiences.rules.formats import format_of, rows
from tcma.base.errors import Refusal
from tcma.base.storage import Body
from tcma.base.words import N_

MOST = 1_000
_CALLED = {
    "product": "product|product interest|interest|solution|produkt|produit|المنتج",
    "vertical": "industry|vertical|sector|branche|secteur|القطاع",
    "website": "website|web site|domain|url|homepage|webseite|site web|الموقع",
    "message": "message|comment|comments|notes|question|nachricht|anmerkung|frage|الرسالة",
}
_FIELD_OF = {plain(name): field for field, names in _CALLED.items() for name in names.split("|")}


def read_leads(body: Body) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line of the file, what stands there by field). Refuses a file without e-mail addresses or companies, or too
    long a one."""
    found = rows(body, format_of(body, Answers()))
    header = next(found, None)
    fields = [_FIELD_OF.get(plain(cell)) or field_of(cell) for cell in header.cells] if header else []
    for wanted, words in (("email", N_("No column of the file is called e-mail.")),
                          ("company", N_("No column of the file is called company: partners decide by it."))):
        if wanted not in fields:
            raise Refusal(words)
    for number, row in enumerate(found, 1):
        if number > MOST:
            raise Refusal(N_("Bring at most %(most)s leads at once."), most=MOST)
        said = {field: unguarded(cell).strip() for field, cell in zip(fields, row.cells, strict=False) if field}
        first, _, last = said.pop("full_name", "").rpartition(" ")
        yield row.line, {"first_name": first or last, "last_name": last if first else "", **said}
