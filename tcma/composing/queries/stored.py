"""Stored mails and their links."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.composing.models import Composition, Link


def composition(session: Session, composition_id: UUID) -> Composition:
    """A stored mail; NotFound if there is none."""
    found = session.get(Composition, composition_id)
    if found is None:
        raise NotFound
    return found


def links(session: Session, composition_id: UUID) -> list[Link]:
    """The links of a stored mail by position: `l_<position>` is the name of their field."""
    return list(session.scalars(select(Link).where(Link.composition_id == composition_id).order_by(Link.position)))


def link(session: Session, link_id: UUID) -> Link:
    """One tracked link; NotFound if there is none."""
    found = session.get(Link, link_id)
    if found is None:
        raise NotFound
    return found
