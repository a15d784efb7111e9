"""From a file that was shown to contacts on a list: begun, stored batch by batch, ended."""

from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.actions.erased import mark_erased
from tcma.audiences.actions.holding import ADDRESS_SUPPRESSED
from tcma.audiences.actions.keeping import keep_noes, keep_people
from tcma.audiences.actions.locks import lock_addresses
from tcma.audiences.actions.sorting import named, numbered, sort_out
from tcma.audiences.models import ContactList, Import, ImportState
from tcma.audiences.queries import import_of, own_suppressed
from tcma.audiences.queries.merged import with_merged
from tcma.audiences.rules import Basis, LeftOut, Record, shown
from tcma.audiences.rules.survey import SHOWN, Tally
from tcma.base import facts
from tcma.base.db import new_id
from tcma.base.errors import Invalid, Refusal
from tcma.base.storage import Body
from tcma.base.words import N_

CONTACTS_IMPORTED = "contacts imported"


def begin_storing(
    session: Session, *, partner_id: UUID, import_id: UUID, basis: str, wording: str = "", now: datetime
) -> Import:
    """Fix what was decided, and the list it fills: its own, if it has one already. Begun twice is begun once.

    Raises Invalid if the file needs a basis and none, or an unknown one, is said.
    """
    found = import_of(session, partner_id, import_id, lock=True)
    if found.state in (ImportState.STORING, ImportState.STORED):
        return found
    if found.state is not ImportState.PREVIEWED:
        raise Refusal(N_("Answer the question about the file first."))
    needed = any(not own for _, own, _, _ in found.counts["groups"])
    checked_basis(basis, needed=needed)
    found.basis, found.wording, found.done = basis, wording[:500], 0
    found.state = ImportState.STORING
    found.counts = {**found.counts, "expected": found.counts["records"], **Tally().to_json()}
    found.left_out = []
    found.list_id = found.list_id or _list(session, found, now)
    session.flush()
    return found


def checked_basis(basis: str, *, needed: bool) -> None:
    """Raises Invalid for an unknown basis, and for none where one is needed."""
    if basis not in Basis.__members__.values() and (basis or needed):
        raise Invalid({"basis": Refusal(N_("Say where they agreed to hear from you."))})


def _list(session: Session, found: Import, now: datetime) -> UUID:
    """The list the same file filled before, else a new one named after the file."""
    before = session.scalar(
        select(ContactList)
        .join(Import, Import.list_id == ContactList.id)
        .where(Import.partner_id == found.partner_id, Import.digest == found.digest, Import.id != found.id)
        .limit(1)
    )
    if before is not None:
        before.updated_at = now
        return before.id
    name = PurePath(found.file_name.replace("\\", "/")).stem.replace("_", " ").strip() or found.file_name
    fresh = ContactList(id=new_id(), partner_id=found.partner_id, name=name, created_at=now, updated_at=now)
    session.add(fresh)
    session.flush()
    return fresh.id


def store_batch(session: Session, *, import_id: UUID, start: int, batch: list[Record], now: datetime) -> bool:
    """Store the records from number `start` on. False if someone else has, so that nothing is stored twice."""
    found = session.get_one(Import, import_id, with_for_update=True, populate_existing=True)
    if found.state is not ImportState.STORING or found.done != start or found.list_id is None:
        return False
    tally, first = Tally.from_json(found.counts), list[LeftOut]()
    stopped = own_suppressed(session, found.partner_id, named(batch))
    people, noes = sort_out(batch, stopped, tally, first, SHOWN - len(found.left_out))
    fresh = keep_people(
        session, people, partner_id=found.partner_id, list_id=found.list_id, wording=found.wording, now=now
    )
    mark_erased(session, partner_id=found.partner_id, addr_keys=[one.key for one in people])
    if noes:
        said_no = with_merged(session, found.partner_id, noes)
        lock_addresses(session, said_no)
        for suppression_id in keep_noes(session, sorted(said_no), partner_id=found.partner_id, now=now):
            facts.record(session, ADDRESS_SUPPRESSED, suppression_id)
    tally.imported += fresh
    tally.updated += len(people) - fresh
    found.counts = found.counts | tally.to_json()
    found.left_out = found.left_out + [shown(left) for left in first]
    found.done = start + len(batch)
    session.flush()
    return True


def finish_storing(session: Session, *, import_id: UUID, now: datetime) -> None:
    """Every record is accounted for."""
    found = session.get_one(Import, import_id, with_for_update=True, populate_existing=True)
    if found.state is ImportState.STORING and found.done >= found.counts["expected"]:
        found.state, found.stored_at = ImportState.STORED, now
        facts.record(session, CONTACTS_IMPORTED, found.id)
    session.flush()


def store_import(
    session: Session, *, partner_id: UUID, import_id: UUID, body: Body, basis: str, wording: str = "", now: datetime
) -> Import:
    """The whole file in one transaction: for files that are read in the time of a request."""
    found = begin_storing(
        session, partner_id=partner_id, import_id=import_id, basis=basis, wording=wording, now=now
    )
    if found.state is ImportState.STORING:
        for start, batch in numbered(body, found, now=now):
            store_batch(session, import_id=found.id, start=start, batch=batch, now=now)
        finish_storing(session, import_id=found.id, now=now)
    return found


def stop_storing(session: Session, *, partner_id: UUID, import_id: UUID, now: datetime) -> Import:
    """No further batch is stored; what was stored stays. One that has ended stays as it ended."""
    found = import_of(session, partner_id, import_id, lock=True)
    if found.state is ImportState.STORING:
        found.state, found.stored_at = ImportState.STOPPED, now
        facts.record(session, CONTACTS_IMPORTED, found.id)
    session.flush()
    return found


def give_up(session: Session, *, import_id: UUID, now: datetime) -> None:
    """The uploaded file is gone: what was stored stays, and the import says that it ended early."""
    found = session.get_one(Import, import_id, with_for_update=True)
    if found.state is ImportState.STORING:
        found.state, found.stored_at = ImportState.REFUSED, now
    session.flush()
