"""Contact files that are still kept: without the person's records, or not at all."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Import, ImportState
from tcma.base.storage import Storage
from tcma.deals.models import DealFile
from tcma.rights.queries import Who
from tcma.rights.rules import GONE, cut_out, mentions

_COUNTED = (ImportState.LOOKING, ImportState.ASKING, ImportState.PREVIEWED, ImportState.STORING)
"""Files of which rows are still to be read or stored, by their number."""


@dataclass(frozen=True)
class FileDone:
    """A contact file that named the person. `deleted`: no record could be cut out of it."""

    name: str
    deleted: bool


def clean_files(session: Session, who: Who, storage: Storage) -> list[FileDone]:
    """Rewrite each file that names the person without their records, else delete it; and what is kept about it.

    Files that prove their deals go.
    """
    wanted = select(Import).order_by(Import.created_at)
    if who.partner_id:
        wanted = wanted.where(Import.partner_id == who.partner_id)
    done = []
    for found in session.scalars(wanted.execution_options(yield_per=200)):
        _forget_shown(found, who)
        body = storage.get(found.storage_key)
        if body is None or not mentions(body, who.needles):
            continue
        form = found.reading.get("format") or found.reading
        rest = cut_out(
            body, encoding=str(form.get("encoding", "")), delimiter=str(form.get("delimiter", "")),
            needles=who.needles, keep_place=found.state in _COUNTED,
        )  # fmt: skip
        if rest is None:
            storage.delete(found.storage_key)
        else:
            storage.put(found.storage_key, rest)
        done.append(FileDone(found.file_name, rest is None))
    # Evidence of a deal is a document: nobody can be cut out of it.
    claims = [one.id for one in who.claims]
    for proof in session.scalars(select(DealFile).where(DealFile.registration_id.in_(claims))):
        storage.delete(proof.storage_key)
        done.append(FileDone(proof.name, True))
    session.flush()
    return done


def _forget_shown(found: Import, who: Who) -> None:
    """Rows and samples that were kept for the page."""
    for name in ("reading", "counts", "left_out"):
        before = getattr(found, name)
        after = who.needles.out_of_json(before)
        if after != before:
            setattr(found, name, after)
    examples, sample = found.counts.get("examples", []), found.counts.get("sample", [])
    if any(one == GONE for one in examples):  # the row they were taken from is the person's
        examples = [GONE for _ in examples]
    others = [one for one in sample if one.get("email") != GONE]
    if (examples, others) != (found.counts.get("examples", []), sample):
        found.counts = {**found.counts, "examples": examples, "sample": others}
