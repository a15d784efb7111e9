"""What a file would bring, counted batch by batch without a basis said yet; nothing becomes a contact."""

from collections import Counter
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from tcma.audiences import rules
from tcma.audiences.actions.sorting import known, named, numbered, sort_out
from tcma.audiences.models import Import, ImportState
from tcma.audiences.queries.suppressed import held_back
from tcma.audiences.rules import LeftOut, Person, Reading, Record
from tcma.audiences.rules.addresses import visible
from tcma.audiences.rules.survey import SAMPLE, SHOWN, Tally, group
from tcma.base.storage import Body
from tcma.base.words import N_


def survey(session: Session, found: Import, body: Body, reading: Reading, now: datetime) -> None:
    """The whole file at once. Raises Refusal for one that can't be read to its end."""
    begin_survey(found, reading, examples=examples(body, reading))
    for _, batch in numbered(body, found, now=now):
        survey_batch(session, found, batch, now)
    end_survey(found)


def begin_survey(found: Import, reading: Reading, *, examples: list[str], expected: int = 0) -> None:
    """Nothing is counted yet. `examples` are of each column, `expected` is about how many records there will be."""
    found.state, found.reading, found.done, found.left_out = ImportState.LOOKING, reading.to_json(), 0, []
    found.counts = Tally().to_json() | {
        "expected": expected, "unavailable": 0, "groups": [], "sample": [], "examples": examples,
    }  # fmt: skip


def survey_batch(session: Session, found: Import, batch: list[Record], now: datetime) -> None:
    """Count these records too, those after the ones that are counted."""
    tally, first = Tally.from_json(found.counts), list[LeftOut]()
    own, elsewhere = held_back(session, found.partner_id, named(batch))
    people, _ = sort_out(batch, own, tally, first, SHOWN - len(found.left_out))
    updated = len(known(session, found.partner_id, [person.key for person in people]))
    tally.updated += updated
    tally.imported += len(people) - updated
    groups = Counter({tuple(key): number for *key, number in found.counts["groups"]})
    groups.update(group(person, now) for person in people if person.key not in elsewhere)
    sample = found.counts["sample"]
    found.counts = found.counts | tally.to_json() | {
        "unavailable": found.counts["unavailable"] + sum(person.key in elsewhere for person in people),
        "groups": [[*key, number] for key, number in groups.items()],
        "sample": sample + [_shown(person) for person in islice(people, SAMPLE - len(sample))],
    }  # fmt: skip
    found.left_out = found.left_out + [rules.shown(left) for left in first]
    found.done += len(batch)


def end_survey(found: Import) -> None:
    """Everything is counted: it can be shown. Raises Unreadable for a file without people."""
    if not found.done:
        raise rules.Unreadable(N_("The file has a header and no people."))
    found.state = ImportState.PREVIEWED


def _shown(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in ("email", "first_name", "last_name", "company", "country")}


def examples(body: Body, reading: Reading) -> list[str]:
    """The first thing that stands in each column."""
    head = [row.cells for row in islice(rules.data_rows(body, reading), 20)]
    return [
        next((visible(row[column].strip()[:60]) for row in head if len(row) > column and row[column].strip()), "")
        for column in range(len(reading.header))
    ]
