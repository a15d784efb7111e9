"""The click redirect: answers at once, writes later, and does nothing else on GET."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock
from uuid import UUID

import structlog
from flask import Blueprint, Response, make_response, redirect, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from tcma.base import access, clock, tokens
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.tracking import queries
from tcma.tracking.actions import keep_hits
from tcma.tracking.ports import BufferAway, HitBuffer
from tcma.tracking.rules import CLICK, VISIT, RawHit, pair, target, token_payload
from tcma.tracking.rules.hits import AGENT_MAX

log = structlog.get_logger(__name__)

bp = Blueprint("tracking", __name__)

PREFETCH = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Headers with which a browser says that nobody has clicked yet."""


@bp.get("/r/<token>")
@access.public
def follow(token: str) -> Response:
    """302 to where the link leads. What is not ours has no target, so nobody can be sent elsewhere."""
    return _follow(pair(tokens.read(CLICK, token)))


@bp.get("/s/<code>")
@access.public
def follow_shared(code: str) -> Response:
    """The same for a link in a post. Programs that look at it for a network get the page, and don't count."""
    try:
        return _follow((None, _shared(code)))
    except LookupError:
        return _gone(shared=True)


def _follow(found: tuple[UUID | None, UUID] | None) -> Response:
    address = _address(found[1]) if found else None
    if found is None or address is None:
        return _gone()
    _keep(*found)
    if not address:  # a trap: a person who reads the source of a mail gets a page too
        return _gone()
    visit = tokens.sign(VISIT, token_payload(*found))
    response = redirect(target(address, use(Settings).public_url, visit), 302)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return make_response(response)


def _gone(*, shared: bool = False) -> Response:
    """One page, by one path, for a token that is forged, foreign, cut, or of a link that is no more."""
    response = make_response(render_template("tracking/gone.html", shared=shared), 404)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=20_000)
def _known(link_id: UUID) -> str:
    """Links never change once they are written. A LookupError is not remembered."""
    with transaction() as session:
        address = queries.link_address(session, link_id)
    if address is None:
        raise LookupError
    return address


@lru_cache(maxsize=20_000)
def _shared(code: str) -> UUID:
    """The link of a code. A LookupError is not remembered."""
    with transaction() as session:
        link_id = queries.link_by_code(session, code)
    if link_id is None:
        raise LookupError
    return link_id


def _address(link_id: UUID) -> str | None:
    try:
        return _known(link_id)
    except LookupError:
        return None


def _keep(message_id: UUID | None, link_id: UUID) -> None:
    """Note the hit: in the buffer, else in the database, else in the log. The redirect goes on in any case."""
    at, received_at = _clock.read()
    hit = RawHit(
        id=new_id(),
        link_id=link_id,
        message_id=message_id,
        at=at,
        received_at=received_at,
        method=request.method,
        ip=request.remote_addr or "",
        agent=(request.user_agent.string or "")[:AGENT_MAX],
        prefetch=" ".join(request.headers.get(name, "") for name in PREFETCH).strip().lower(),
    )
    try:
        use(HitBuffer).append(hit)
    except BufferAway as away:
        log.warning("hit buffer away", reason=str(away))
        try:
            with transaction() as session:
                keep_hits(session, [hit])
        except SQLAlchemyError as error:
            log.error("hit lost", hit=replace(hit, ip="", agent="").to_json(), error=repr(error))


class _Clock:
    """Product time and the database's time without asking for each click.

    The difference to this machine's clock is asked for once a second: a click just after the trial
    skipped days may be dated up to a second before the skip, and no more.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = float("-inf")
        self._skew = self._offset = timedelta(0)

    def read(self) -> tuple[datetime, datetime]:
        """(product time, the database's time), in UTC."""
        with self._lock:
            if time.monotonic() - self._asked > 1:
                self._asked = time.monotonic()
                self._ask()
            received_at = datetime.fromtimestamp(time.time(), UTC) + self._skew
            return received_at + self._offset, received_at

    def _ask(self) -> None:
        try:
            with transaction() as session:
                self._offset = clock.offset(session)
                self._skew = clock.now(session) - self._offset - datetime.fromtimestamp(time.time(), UTC)
        except SQLAlchemyError as error:
            log.warning("clock not read", error=repr(error))


_clock = _Clock()
