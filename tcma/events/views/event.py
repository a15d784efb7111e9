"""An event on one page: what goes out, who comes, the address of its page, and what the host can change."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template, request
from sqlalchemy.orm import Session

from tcma.base import access, clock
from tcma.base.access import PARTNER_ROLES, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import format_datetime, language, language_name, zone_name
from tcma.branding.queries import offices
from tcma.catalogue.rules import Kit
from tcma.delivery.actions.capping import is_capped
from tcma.delivery.queries import steps_of
from tcma.delivery.rules.waiting import waiting_words
from tcma.events.models import Event
from tcma.events.queries import places
from tcma.events.queries.events import brand_in, event_of, kit_in
from tcma.events.queries.guests import guests
from tcma.events.queries.inviting import Inviting, inviting
from tcma.events.queries.lists import events_of
from tcma.events.queries.numbers import numbers
from tcma.events.queries.timeline import Line, timeline
from tcma.events.rules import KEPT, EventState, due, when
from tcma.events.views import mail_words, telling
from tcma.events.views.asking import zones
from tcma.events.views.blueprint import HOSTS, bp
from tcma.launches.forms import places_of
from tcma.partners.models import Partner
from tcma.senders.queries.warming import Warming, warming_senders


@bp.get("/events")
@access.roles(*PARTNER_ROLES)
def index() -> str:
    """The partner's events."""
    with transaction() as session:
        return render_template(
            "events/index.html", events=events_of(session, current().partner), telling=telling, when=when,
            may=current().role in HOSTS,
        )  # fmt: skip


@bp.get("/events/<uuid:event_id>")
@access.roles(*HOSTS)
def event(event_id: UUID) -> str:
    """The page of an event."""
    return shown(event_id)


def shown(event_id: UUID, problem: Refusal | None = None) -> str:
    """The page, and what could not be done."""
    actor = current()
    with transaction() as session:
        found, now = event_of(session, actor.partner, event_id), clock.now(session)
        kit = kit_in(session, found, language())
        lines = timeline(session, found, kit, now)
        counted = numbers(session, found.id)
        ahead = found.state is EventState.PUBLISHED and found.starts_at > now
        return render_template(
            "events/event.html", event=found, kit=kit, lines=lines, title=kit.title, now=now, ahead=ahead,
            when=when(found.starts_at, found.minutes, found.timezone), numbers=counted, taken=counted.of(*KEPT),
            guests=guests(session, found), invited=_inviting(session, found, kit, now, lines) if ahead else None,
            left_out_words=mail_words.left_out_words,
            warming=[one.words for one in _warming(session, found, now)],
            pages=_pages(session, found), tasks=_tasks(found, kit, now), State=EventState, telling=telling,
            typed=request.form, problem=problem, errors=places_of(problem),
            message=str(problem) if problem and not isinstance(problem, Invalid) else "",
            left=_left(found, now), zone=zone_name(found.timezone),
            zones=zones(found.timezone), local=_local(found.starts_at, found.timezone),
            due_local=lambda line: _local(line.due_at, found.timezone) if line.due_at else "",
            plan=[_line(found, line) for line in lines], invites=_invites(lines), door=places.door(found.id),
            language_name=language_name, brand=brand_in(session, found),
            offices=offices(session, actor.partner) if found.state is EventState.DRAFT else [],
            main=session.get_one(Partner, actor.partner).name,
        )  # fmt: skip


def _inviting(session: Session, found: Event, kit: Kit, now: datetime, lines: list[Line]) -> Inviting:
    times = [line.due_at for line in _invites(lines) if line.due_at]
    return inviting(session, found, topic=kit.about, wanted=request.values.get("list", ""), now=now,
                    start=min(times, default=None))  # fmt: skip


def _warming(session: Session, found: Event, now: datetime) -> list[Warming]:
    """Its senders that are new, while mails are ahead that have to wait for them: what guests asked for does not."""
    ahead = (one for one in steps_of(session, found.id) if one.finished_at is None and one.cancelled_at is None)
    return warming_senders(session, (one.sender for one in ahead if is_capped(one)), now=now)


def _local(moment: datetime, zone: str) -> str:
    """As a datetime-local field has it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def _left(found: Event, now: datetime) -> int:
    """Whole seconds until the invitations can't be undone any more."""
    return max(0, int((found.hold_until - now).total_seconds())) if found.hold_until else 0


def _pages(session: Session, found: Event) -> dict[str, str]:
    """{language: address} of the registration page."""
    slug = session.get_one(Partner, found.partner_id).slug
    return {tag: places.landing(slug, found.id, tag)("") for tag in found.languages}


def _line(found: Event, line: Line) -> dict[str, Any]:
    """A line of the timeline in words."""
    words, kind, icon = mail_words.line_words(line)
    at = format_datetime(line.due_at, found.timezone) if line.due_at else mail_words.at_once(line.audience)
    return {"line": line, "when": at, "iso": line.due_at.isoformat() if line.due_at else "", "to": words[0],
            "state": words[1], "counts": words[2], "kind": kind, "icon": icon,
            "waits": " ".join(waiting_words(line.waits, line.next_at, found.timezone))}  # fmt: skip


def _invites(lines: list[Line]) -> list[Line]:
    """Invitations whose time is still ahead."""
    return [line for line in lines if line.audience == "invited" and line.state in ("waiting", "ahead", "held")]


def _tasks(found: Event, kit: Kit, now: datetime) -> list[dict[str, Any]]:
    """The host's checklist with its days."""
    tasks = []
    for asset in kit.of_kind("checklist"):
        for block in asset.blocks:
            at = due(found.starts_at, block.fields["due"], found.timezone)
            if at is not None:
                tasks.append({"text": block.fields["text"].replace("**", ""), "iso": at.isoformat(),
                              "when": format_datetime(at, found.timezone), "late": at <= now})  # fmt: skip
    return tasks
