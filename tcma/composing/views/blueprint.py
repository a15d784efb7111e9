"""The slice's blueprint, and which kits stand at which place."""

from flask import Blueprint
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.catalogue.rules import CAMPAIGN, EVENT
from tcma.composing.queries import Desk, desk

bp = Blueprint("composing", __name__)

KINDS = {"campaigns": CAMPAIGN, "kits": EVENT}
PLACE = "/hq/<any(campaigns, kits):place>/"


def desk_at(session: Session, place: str, slug: str) -> Desk:
    """The kit `slug` at its place; NotFound at the other one."""
    found = desk(session, slug)
    if found.kit.kind != KINDS[place]:
        raise NotFound
    return found
