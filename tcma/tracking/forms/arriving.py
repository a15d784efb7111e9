"""Who comes to a page, in which language, and which of its variants they see."""

from collections.abc import Sequence
from uuid import UUID

from flask import g, request
from sqlalchemy.orm import Session

from tcma.base import clock, tokens
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.words import nearest_language
from tcma.catalogue.models import AssetRow, KitVersion
from tcma.catalogue.queries import kit_content
from tcma.delivery.models import Message
from tcma.tracking import forms
from tcma.tracking.actions.shared import visitor_today
from tcma.tracking.queries import Visitor, visitor
from tcma.tracking.queries.comparing import Varied, contact_key, page_test, visitor_key
from tcma.tracking.rules import VISIT, pair
from tcma.tracking.rules.hits import AGENT_MAX


def came_by(session: Session, partner_id: UUID, launch_id: UUID | None) -> tuple[Visitor | None, str]:
    """Who came, by the request's token, and the token itself if it is one for this page, else ''."""
    token = request.values.get("v", "")
    ids = pair(tokens.read(VISIT, token))
    if ids is None:
        return None, ""
    found = visitor(session, partner_id=partner_id, launch_id=launch_id, message_id=ids[0], link_id=ids[1])
    return found, token if found else ""


def at_host(url: str) -> str:
    """An address of ours at the partner's own domain, where that is what was asked."""
    ours, site = use(Settings).public_url, g.get("site_url", "")
    return site + url.removeprefix(ours) if site and url.startswith(f"{ours}/") else url


def with_visit(url: str, token: str) -> str:
    """An address of ours, at the host that was asked, with the visit's token before its anchor."""
    path, mark, anchor = at_host(url).partition("#")
    return f"{path}?v={token}{mark}{anchor}" if token else path + mark + anchor


def language_for(session: Session, came: Visitor | None, asked: str, offered: Sequence[str], otherwise: str) -> str:
    """The language of the address where the page has it; else that of the mail that led here, else the first of the
    browser's that the page has."""
    wanted = [asked]
    if came is not None and came.message_id is not None:
        wanted.append(session.get_one(Message, came.message_id).language)
    wanted += [tag for tag, _ in request.accept_languages]
    return next(filter(None, (nearest_language(tag, offered) for tag in wanted)), otherwise)


def variant_for(
    session: Session, *, partner_id: UUID, launch_id: UUID | None, asset: AssetRow, came: Visitor | None, place: UUID
) -> str:
    """The variant that this visitor sees, each time; of a form that was sent, the one it was on. '' for a page
    without any.

    No cookie: a mail's reader is told by who they are, anybody else by their address and browser on this day.
    """
    content = kit_content(session.get_one(KitVersion, asset.version_id)).asset(asset.key)
    if not content.variants:
        return ""
    shown = forms.variant_of(place, request.form.get(forms.TOKEN, ""))
    tested = Varied(partner_id, launch_id, asset, content)
    decided = page_test(session, tested)
    for name in (shown, decided.chosen if decided else ""):
        if name in content.variants:
            return name
    if came is not None and came.message_id is not None:
        return tested.variant_of(contact_key(came.contact.id) if came.contact else f"m:{came.message_id}")
    agent = (request.user_agent.string or "")[:AGENT_MAX]
    who = visitor_today(session, ip=request.remote_addr or "", agent=agent, at=clock.now(session))
    return tested.variant_of(visitor_key(who))
