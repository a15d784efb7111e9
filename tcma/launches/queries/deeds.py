"""What the people of a launch verifiably did, and when first: clicked, responded. Opens are no such thing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select, union_all
from sqlalchemy.orm import Session

from tcma.catalogue.models import AssetRow
from tcma.catalogue.rules import CLICKED, RESPONDED
from tcma.delivery.models import Step
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.rules import OVER, LaunchState
from tcma.tracking.models import Response, Touch
from tcma.tracking.rules import ResponseKind, TouchKind

Deeds = Mapping[UUID, datetime]
"""{contact id: when first}."""


def clicked(session: Session, launch_id: UUID, of: str = "") -> Deeds:
    """Who clicked in a mail of the launch; with `of` only in the mail of that key."""
    mine = (Touch.launch_id == launch_id, Touch.kind == TouchKind.CLICK, Touch.counts, Touch.contact_id.is_not(None))
    found = select(Touch.contact_id, func.min(Touch.at)).where(*mine).group_by(Touch.contact_id)
    if of:
        found = found.join(AssetRow, AssetRow.id == Touch.asset_id).where(AssetRow.key == of)
    return {contact_id: at for contact_id, at in session.execute(found) if contact_id is not None}


def responded(session: Session, launch_id: UUID) -> Deeds:
    """Who asked for something: sent a form, is known to have answered, or registered for an event of the partner.

    An event is no part of the launch; but whoever registers for one after the launch began has answered its partner.
    """
    here = select(Response.contact_id, Response.at).where(Response.launch_id == launch_id)
    every = union_all(here, _registered(Response.contact_id, Response.at).where(Launch.id == launch_id)).subquery()
    return dict(session.execute(select(every.c.contact_id, func.min(every.c.at)).group_by(every.c.contact_id)).all())


def answered_by(session: Session, response: Response) -> list[UUID]:
    """The runs that this is an answer to: its own, and launches on their way whose people register for an event."""
    found = _registered(Launch.id).where(
        Response.id == response.id, Launch.state.not_in((*OVER, LaunchState.DRAFT))
    )
    mine = [response.launch_id] if response.launch_id is not None else []
    return sorted({*mine, *session.scalars(found)})


def _registered(*columns: Any) -> Select[Any]:
    """Registrations for events of a launch's partner by people of it, since its first mail was due."""
    began = select(func.min(Step.due_at)).where(Step.origin_id == Launch.id).scalar_subquery()
    return (
        select(*columns).select_from(Response).join(Launch, Launch.partner_id == Response.partner_id)
        .join(LaunchPerson, and_(LaunchPerson.launch_id == Launch.id, LaunchPerson.contact_id == Response.contact_id))
        .where(Response.kind == ResponseKind.REGISTRATION, Response.at >= began)
    )


def deeds(session: Session, launch_id: UUID, what: str, of: str = "") -> Deeds:
    """Who did `what` (a word of kits: clicked or responded)."""
    return {CLICKED: lambda: clicked(session, launch_id, of), RESPONDED: lambda: responded(session, launch_id)}[what]()
