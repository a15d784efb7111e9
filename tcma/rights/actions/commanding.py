"""An erasure from beginning to end: files, what is on its way, then the database."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.rights.actions.erasing import erase, stop
from tcma.rights.actions.files import FileDone, clean_files
from tcma.rights.ports import Traces
from tcma.rights.queries import find

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Erasure:
    """What was done: rows by table, files, what was on its way. `signs_in`: an account with this address stays."""

    rows: dict[str, int]
    files: list[FileDone]
    traces: int
    signs_in: bool


def erase_person(email: str, *, partner_id: UUID | None = None) -> Erasure:
    """Erase everything of a person; twice is fine, and a second time mends a first one that broke off.

    At one partner (`partner_id`), or anywhere. Nothing begins to this person after the first commit; the database
    comes last, since it alone knows what the person is called elsewhere. Raises BadAddress, and TracesAway.
    """
    with transaction() as session:
        stop(session, find(session, email, partner_id=partner_id), now=clock.now(session))
    with transaction() as session:
        who = find(session, email, partner_id=partner_id)
        files = clean_files(session, who, use(Storage))
    traces = use(Traces).forget(who.messages, who.needles)
    with transaction() as session:
        rows = erase(session, email, partner_id=partner_id, now=clock.now(session))
    log.info("person erased", partner=str(partner_id or ""), rows=rows, files=len(files), traces=traces)
    return Erasure(rows, files, traces, who.signs_in)
