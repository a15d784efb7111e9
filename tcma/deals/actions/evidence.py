"""Files that prove a claim: put to it, and taken away while nobody looks at it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import NotFound, Refusal
from tcma.base.roles import Actor
from tcma.base.storage import Storage
from tcma.base.words import N_
from tcma.deals.actions.log import hold
from tcma.deals.models import DealFile
from tcma.deals.rules import MOST_FILES, Evidence, RegistrationState

_OPEN = (
    RegistrationState.DRAFT, RegistrationState.RECALLED, RegistrationState.SUBMITTED, RegistrationState.UNDER_REVIEW,
    RegistrationState.INFO_REQUESTED,
)  # fmt: skip


def attach(
    session: Session, storage: Storage, *, registration_id: UUID, actor: Actor, evidence: Evidence, now: datetime
) -> DealFile:
    """Keep a file that `read_evidence` has looked at. Refuses the eleventh, and any after the decision."""
    registration = hold(session, registration_id, actor)
    if registration.state not in _OPEN:
        raise Refusal(N_("This registration is decided. Nothing can be put to it any more."))
    held = session.scalar(select(func.count()).where(DealFile.registration_id == registration.id)) or 0
    if held >= MOST_FILES:
        raise Refusal(N_("There are %(most)s files already. Take one away first."), most=MOST_FILES)
    key = f"deals/{new_id()}"
    storage.put(key, evidence.body)
    file = DealFile(
        id=new_id(), registration_id=registration.id, partner_id=registration.partner_id, name=evidence.name,
        content_type=evidence.content_type, size=len(evidence.body), storage_key=key, added_by=actor.person_id,
        added_at=now,
    )  # fmt: skip
    session.add(file)
    session.flush()
    return file


def detach(session: Session, *, registration_id: UUID, file_id: UUID, actor: Actor) -> str:
    """Take a file away. Returns the key of its bytes, to be forgotten after the commit."""
    registration = hold(session, registration_id, actor)
    if registration.state not in _OPEN:
        raise Refusal(N_("This registration is decided. Its files stay."))
    file = session.get(DealFile, file_id)
    if file is None or file.registration_id != registration.id:
        raise NotFound
    session.delete(file)
    session.flush()
    return file.storage_key
