"""Clicks that people made become touches."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.db import new_id
from tcma.base.sets import given, types, uuids
from tcma.catalogue.models import KitVersion
from tcma.composing.models import Link
from tcma.delivery.models import Message, Step
from tcma.tracking.actions.browsers import join_browser
from tcma.tracking.actions.traits import keep_engagement
from tcma.tracking.models import Hit, Touch
from tcma.tracking.queries.own_people import OwnPeople, own_people
from tcma.tracking.rules import Channel, TouchKind
from tcma.tracking.rules.touches import VISIT_GAP

TEST = "test"
"""Origin of a step that a person sent to themselves."""


@dataclass(frozen=True)
class _Origin:
    """Whose mail a hit came from, and what its link stands for."""

    link: Link
    kit_id: UUID
    contact_id: UUID
    email: str
    country: str
    launch_id: UUID | None


def add_touches(session: Session, hits: Sequence[Hit], known_in: Collection[str] = ()) -> set[UUID]:
    """A touch for each human hit that is not a repetition. Returns the launches that got one.

    Asking for the same link again within half an hour is the same click. Test mails and people of
    the vendor or the partner never count. `known_in`: see class_hits.
    """
    origins = _origins(session, hits)
    partners = {origin.link.partner_id for origin in origins.values()}
    own = {partner_id: own_people(session, partner_id) for partner_id in partners}
    clicks = _clicks(session, {hit.message_id for hit in hits if hit.message_id})
    touched: set[UUID] = set()
    people: set[UUID] = set()
    rows: list[dict[str, object]] = []
    joined: dict[tuple[UUID, str], UUID] = {}
    for hit in sorted(hits, key=lambda one: (one.at, one.id)):
        origin = origins.get(hit.id)
        if origin is None or hit.message_id is None or _ours(own, origin):
            continue
        earlier = clicks.setdefault((hit.message_id, hit.link_id), [])
        if any(abs(hit.at - at) <= VISIT_GAP for at in earlier):
            continue
        earlier.append(hit.at)
        browser = hit.visitor if not origin.country or origin.country in known_in else ""
        rows.append(_touch(hit, origin, browser))
        if browser:
            joined[origin.link.partner_id, browser] = origin.contact_id
        people.add(origin.contact_id)
        if origin.launch_id:
            touched.add(origin.launch_id)
    _store(session, rows)
    for (partner_id, browser), contact_id in joined.items():
        join_browser(session, partner_id=partner_id, browser=browser, contact_id=contact_id)
    keep_engagement(session, people)
    return touched


def _store(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """In one statement, however many they are."""
    if rows:
        names = list(rows[0])
        session.execute(insert(Touch).from_select(names, select(given(rows, types(Touch, *names)))))


def _ours(own: dict[UUID, OwnPeople], origin: _Origin) -> bool:
    return own[origin.link.partner_id].has(origin.email)


def _touch(hit: Hit, origin: _Origin, browser: str) -> dict[str, object]:
    link = origin.link
    return {
        "id": new_id(), "at": hit.at, "counts": True, "kind": TouchKind.CLICK, "channel": Channel.EMAIL,
        "partner_id": link.partner_id, "contact_id": origin.contact_id, "message_id": hit.message_id,
        "link_id": link.id, "hit_id": hit.id, "kit_id": origin.kit_id, "version_id": link.version_id,
        "asset_id": link.asset_id, "launch_id": origin.launch_id, "language": link.language,
        "browser": browser or None,
    }  # fmt: skip


def _origins(session: Session, hits: Iterable[Hit]) -> dict[UUID, _Origin]:
    """Per hit; none for a test mail, or one whose person was erased."""
    rows = session.execute(
        select(Hit.id, Link, KitVersion.kit_id, Contact.id, Contact.email, Contact.country,
               Step.origin_id, Step.version_id)
        .join(Link, Link.id == Hit.link_id)
        .join(KitVersion, KitVersion.id == Link.version_id)
        .join(Message, Message.id == Hit.message_id)
        .join(Step, Step.id == Message.step_id)
        .join(Contact, Contact.id == Message.contact_id)
        .where(Hit.id == func.any(uuids(hit.id for hit in hits)), Step.origin != TEST)
    )  # fmt: skip
    return {
        hit_id: _Origin(link, kit_id, contact_id, email, country, link.origin_id or (origin_id if version_id else None))
        for hit_id, link, kit_id, contact_id, email, country, origin_id, version_id in rows
    }


def _clicks(session: Session, message_ids: Iterable[UUID]) -> dict[tuple[UUID, UUID], list[datetime]]:
    """When each link of these messages was clicked before."""
    rows = session.execute(
        select(Touch.message_id, Touch.link_id, Touch.at).where(
            Touch.message_id == func.any(uuids(message_ids)), Touch.kind == TouchKind.CLICK
        )
    )
    found: dict[tuple[UUID, UUID], list[datetime]] = {}
    for message_id, link_id, at in rows:
        if message_id and link_id:
            found.setdefault((message_id, link_id), []).append(at)
    return found
