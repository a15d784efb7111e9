"""The slice's blueprint, and which kits stand at which place."""

from uuid import UUID

from flask import Blueprint
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.access import current
from tcma.base.errors import NotFound
from tcma.catalogue import actions as catalogue
from tcma.catalogue import queries as kits
from tcma.catalogue.rules import CAMPAIGN, EVENT
from tcma.composing.queries import Desk, desk
from tcma.localization import queries as localization

bp = Blueprint("composing", __name__)

KINDS = {"campaigns": CAMPAIGN, "kits": EVENT}
PLACE = "/hq/<any(campaigns, kits):place>/"


def desk_at(session: Session, place: str, slug: str) -> Desk:
    """The kit `slug` at its place; NotFound at the other one."""
    found = desk(session, slug)
    if found.kit.kind != KINDS[place]:
        raise NotFound
    return found


def draft_at(session: Session, place: str, slug: str) -> UUID:
    """The draft of a kit at its place, begun from its newest version where nobody writes it."""
    found = desk_at(session, place, slug)
    if found.draft_id is not None:
        return found.draft_id
    version = kits.latest(session, slug)
    draft = catalogue.start_draft(
        session, version=version, copy=localization.copy_of(session, version.id),
        actor_id=current().person_id, now=clock.now(session),
    )  # fmt: skip
    return draft.id
