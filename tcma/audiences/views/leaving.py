"""Where a person leaves: without signing in, without a question first, and with a way back."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from flask import Response, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock, tokens, words
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Unavailable
from tcma.base.words import N_
from tcma.partners.models import Partner, Programme

log = structlog.get_logger(__name__)
TEST = "test"  # what a test mail to oneself carries: there is nobody to unsubscribe


@dataclass(frozen=True)
class Link:
    """What a token of a mail says: whom it stands for, and the mail it came in.

    `leaver` is None when nothing is known of the person any more: then nothing is left to stop.
    """

    leaver: queries.Leaver | None
    partner: Partner | None
    programme: Programme | None
    message_id: UUID


def _link(session: Session, token: str, *, lock: bool = False) -> Link:
    """Raises NotFound for a token that is forged or cut. Its reader's language is spoken from here on."""
    payload = tokens.read("unsubscribe", token)
    if payload is None or len(payload) != 32:
        raise NotFound(N_("This link is cut off. Open it again from the mail."))
    leaver = queries.leaver(session, UUID(bytes=payload[:16]), lock=lock)
    partner = session.get(Partner, leaver.partner_id) if leaver and leaver.partner_id else None
    if request.args.get("lang") in words.LANGUAGES:
        words.speak(request.args["lang"])
    elif leaver and (language := leaver.language or (partner.language if partner else "")):
        words.speak(words.spoken(language))
    return Link(leaver, partner, session.get(Programme, 1), UUID(bytes=payload[16:]))


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
        link = _link(session, token)
        stopped, topics = set[str](), list[queries.TopicChoice]()
        if link.leaver is not None:
            stopped = queries.stopped_by(session, link.leaver.partner_id, link.leaver.addr_keys)
            topics = queries.topics_for(session, link.leaver.partner_id, link.leaver.addr_keys, words.language())
        return render_template(
            template, token=token, partner=link.partner, stopped=stopped, topics=topics, done=done,
            all_at_once=link.programme is not None and link.programme.leaving_stops_all,
        )  # fmt: skip


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
    """The same from the page of preferences, and `do=topics` with the topics that are wanted."""
    return _act("audiences/preferences.html", token, request.form.get("do", ""))


def _act(template: str, token: str, do: str) -> Response:
    done = do
    if token != TEST:
        try:
            with transaction() as session:
                # Fifty at once are one: each waits here for the one before it.
                done = _change(session, _link(session, token, lock=True), do)
        except DBAPIError as error:
            log.error("an unsubscribe could not be kept", error=type(error.orig).__name__)
            raise Unavailable(N_("This could not be saved. Try again in a minute.")) from None
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response(words.gettext(N_("Unsubscribed.")) + "\n", content_type="text/plain; charset=utf-8")
    return Response(_show(template, token, done=done))


def _change(session: Session, link: Link, do: str) -> str:
    """Returns what was done: partner, programme, topics, undo, late or ''."""
    if link.leaver is None:
        return do
    now = clock.now(session)
    if do == "undo":
        return "undo" if actions.undo_leaving(session, link.leaver, now=now) else "late"
    if do == "topics":
        wanted = request.form.getlist("topic")
        actions.choose_topics(session, link.leaver, wanted=wanted, message_id=link.message_id, now=now)
        return do
    if do not in ("partner", "programme"):
        return ""
    everyone = do == "programme" or (link.programme is not None and link.programme.leaving_stops_all)
    actions.leave(session, link.leaver, message_id=link.message_id, everyone=everyone, now=now)
    return "programme" if everyone else "partner"
