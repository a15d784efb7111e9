"""Where a person leaves: without signing in, without a question first, and with a way back."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from flask import Response, render_template, request
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Contact
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock, tokens, words
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Unavailable
from tcma.base.words import N_
from tcma.partners.models import Partner

log = structlog.get_logger(__name__)
TEST = "test"  # what a test mail to oneself carries: there is nobody to unsubscribe


@dataclass(frozen=True)
class Leaver:
    """Who a token speaks of. `contact` is None once the person is erased: then nothing is left to stop."""

    contact: Contact | None
    partner: Partner | None
    message_id: UUID | None


def _leaver(session: Session, token: str) -> Leaver:
    """Raises NotFound for a token that is forged or cut."""
    payload = tokens.read("unsubscribe", token)
    if payload is None or len(payload) != 32:
        raise NotFound(N_("This link is cut off. Open it again from the mail."))
    contact = queries.contact_behind(session, UUID(bytes=payload[:16]))
    partner = session.get(Partner, contact.partner_id) if contact else None
    if contact and partner and "lang" not in request.args:
        words.speak(words.spoken(contact.language or partner.language))
    elif request.args.get("lang") in words.LANGUAGES:
        words.speak(request.args["lang"])
    return Leaver(contact, partner, UUID(bytes=payload[16:]))


@bp.get("/u/<token>")
@access.public
def unsubscribe(token: str) -> str:
    """A page with a button. Nothing changes: scanners open every link of a mail."""
    return _show("audiences/unsubscribe.html", token)


@bp.get("/p/<token>")
@access.public
def preferences(token: str) -> str:
    """What the person gets, and from whom."""
    return _show("audiences/preferences.html", token)


def _show(template: str, token: str, *, done: str = "") -> str:
    if token == TEST:
        return render_template("audiences/test_link.html")
    with transaction() as session:
        leaver = _leaver(session, token)
        stopped: set[str] = set()
        if leaver.contact is not None:
            stopped = queries.stopped_by(session, leaver.contact.partner_id, leaver.contact.addr_key)
        return render_template(template, token=token, partner=leaver.partner, stopped=stopped, done=done)


@bp.post("/u/<token>")
@access.own_proof
def leave(token: str) -> Response:
    """The person's no, kept before the answer; `do=programme` says it to every partner, `do=undo` takes it back.

    A mailbox provider posts `List-Unsubscribe=One-Click` (RFC 8058). Never limited, the same however often it
    comes, and a 503 when it could not be kept: a 200 that is lost would be a lie.
    """
    return _act("audiences/unsubscribe.html", token, request.form.get("do", "partner"))


@bp.post("/p/<token>")
@access.own_proof
def prefer(token: str) -> Response:
    """The same from the page of preferences."""
    return _act("audiences/preferences.html", token, request.form.get("do", ""))


def _act(template: str, token: str, do: str) -> Response:
    done = do
    if token != TEST:
        try:
            with transaction() as session:
                done = _change(session, _leaver(session, token), do)
        except DBAPIError as error:
            log.error("an unsubscribe could not be kept", error=str(error.orig))
            raise Unavailable(N_("This could not be saved. Try again in a minute.")) from None
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response(words.gettext(N_("Unsubscribed.")) + "\n", content_type="text/plain; charset=utf-8")
    return Response(_show(template, token, done=done))


def _change(session: Session, leaver: Leaver, do: str) -> str:
    """Returns what was done: partner, programme, undo, late or ''."""
    if leaver.contact is None:
        return do
    # Fifty at once are one: each waits here for the one before it.
    contact = session.scalar(select(Contact).where(Contact.id == leaver.contact.id).with_for_update())
    if contact is None:
        return do
    now = clock.now(session)
    if do == "undo":
        return "undo" if actions.undo_unsubscribe(session, contact=contact, now=now) else "late"
    if do in ("partner", "programme"):
        actions.unsubscribe(
            session, contact=contact, message_id=leaver.message_id, everyone=do == "programme", now=now
        )
        return do
    return ""
