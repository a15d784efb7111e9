"""A click: the hit that is kept of it, and the answer that sends it on. Needs no more of a request than WSGI gives."""

from collections.abc import Mapping
from dataclasses import replace
from http.cookies import CookieError, SimpleCookie
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tcma.base import tokens
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.tracking.actions import keep_hits
from tcma.tracking.ports import BufferAway, HitBuffer
from tcma.tracking.rules import VISIT, RawHit, signs_of, target, token_payload
from tcma.tracking.rules.browsers import COOKIE, KEPT, known_browser, may_be_known, new_browser
from tcma.tracking.rules.hits import AGENT_MAX
from tcma.tracking.views.places import Place, place_of
from tcma.tracking.views.ticking import ticking

log = structlog.get_logger(__name__)

Environ = Mapping[str, Any]
Headers = list[tuple[str, str]]

PREFETCH = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
"""Headers with which a browser says that nobody has clicked yet."""

ALWAYS = (
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
    ("Content-Length", "0"),
)
HSTS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")


def onward(environ: Environ, *, quick: bool = False) -> Headers | None:
    """The headers of a 302 to where the link of this request leads, and its hit is kept; None where it leads nowhere.

    What is not ours has no target, so nobody can be sent elsewhere. `quick`: None too, and nothing is kept, where the
    database would have to be asked. An SQLAlchemyError where the link is not known to this process yet and the
    database is away.
    """
    place = place_of(environ["PATH_INFO"], quick=quick)
    if place is None or (quick and ticking.due()):
        return None
    settings = use(Settings)
    signs = _signs(environ)
    browser, cookie = _browser(environ, place, signs, settings)
    if not _keep(environ, place, signs, browser, quick=quick):
        return None
    visit = tokens.sign(VISIT, token_payload(place.message_id, place.link_id))
    headers = [("Location", target(place.url, settings.public_url, visit)), *ALWAYS]
    if settings.secure:
        headers.append(HSTS)
    if cookie:
        headers.append(("Set-Cookie", cookie))
    return headers


def _signs(environ: Environ) -> str:
    header = environ.get
    return signs_of(
        https=environ["wsgi.url_scheme"] == "https",
        language=header("HTTP_ACCEPT_LANGUAGE", ""),
        mode=header("HTTP_SEC_FETCH_MODE", ""),
        do_not_track=header("HTTP_DNT", ""),
        privacy_control=header("HTTP_SEC_GPC", ""),
    )


def _browser(environ: Environ, place: Place, signs: str, settings: Settings) -> tuple[str, str]:
    """(the browser's number, the Set-Cookie header it is given), '' for neither."""
    if not settings.visitor_cookie_countries:
        return "", ""
    known = known_browser(_cookie(environ))
    rest = f"Path=/; HttpOnly; SameSite=Lax{'; Secure' if settings.secure else ''}"
    if not may_be_known(signs, place.country, settings.visitor_cookie_countries):
        return "", f"{COOKIE}=; Max-Age=0; {rest}" if known else ""
    number = known or new_browser()
    return number, f"{COOKIE}={number}; Max-Age={int(KEPT.total_seconds())}; {rest}"


def _cookie(environ: Environ) -> str | None:
    raw = environ.get("HTTP_COOKIE", "")
    if COOKIE not in raw:
        return None
    try:
        found = SimpleCookie(raw).get(COOKIE)
    except CookieError:  # another's, that nobody can read
        return None
    return found.value if found else None


def _keep(environ: Environ, place: Place, signs: str, browser: str, *, quick: bool) -> bool:
    """Note the hit: in the buffer, else in the database, else in the log. The redirect goes on in any case, but not
    where it has to be `quick` and the buffer is away."""
    at, received_at = ticking.read()
    header = environ.get
    hit = RawHit(
        id=new_id(),
        link_id=place.link_id,
        message_id=place.message_id,
        at=at,
        received_at=received_at,
        method=environ["REQUEST_METHOD"],
        ip=header("REMOTE_ADDR", ""),
        agent=header("HTTP_USER_AGENT", "")[:AGENT_MAX],
        prefetch=" ".join(header(name, "") for name in PREFETCH).strip().lower(),
        signs=signs,
        visitor=browser,
    )
    try:
        use(HitBuffer).append(hit)
    except BufferAway as away:
        if quick:
            return False
        log.warning("hit buffer away", reason=str(away))
        try:
            with transaction() as session:
                keep_hits(session, [hit])
        except SQLAlchemyError as error:
            log.error("hit lost", hit=replace(hit, ip="", agent="", visitor="").to_json(), error=repr(error))
    return True
