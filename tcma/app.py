"""The web application: blueprints, who is asking, in which language, and how refusals look."""

import hashlib
import secrets
from typing import Any

import structlog
from flask import Flask, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import DataError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from tcma.audiences import views as audiences
from tcma.base import access, clock, words
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Refusal, Unavailable
from tcma.base.settings import ROOT, Settings
from tcma.base.tools import use
from tcma.base.web import error_page, init_web, speak_per_request
from tcma.base.web.limits import init_limits
from tcma.base.words import N_
from tcma.branding import views as branding
from tcma.branding.queries import brand_of
from tcma.commissions import views as commissions
from tcma.composing import views as composing
from tcma.crm import views as crm
from tcma.deals import views as deals
from tcma.delivery import views as delivery
from tcma.events import views as events
from tcma.files import views as files
from tcma.launches import views as launches
from tcma.leads import views as leads
from tcma.partners import queries as partners
from tcma.partners import views as accounts
from tcma.partners.actions import actor_of
from tcma.partners.views.blueprint import COOKIE
from tcma.reports import views as reports
from tcma.rights import views as rights
from tcma.senders import views as senders
from tcma.social import views as social
from tcma.tracking import views as tracking
from tcma.webhooks import views as webhooks
from tcma.wiring import wire

log = structlog.get_logger(__name__)

SLICES = (
    accounts, branding, audiences, composing, delivery, tracking, launches, social, events, files, leads, deals,
    commissions, crm, reports, rights, senders, webhooks,
)  # fmt: skip


def application() -> Flask:
    """For a web server, wired from the environment: `gunicorn "tcma.app:application()"`."""
    wire(Settings())  # type: ignore[call-arg]  # its fields come from the environment
    return create_app()


def create_app() -> Flask:
    """The application; `wiring.wire` must have been called."""
    settings = use(Settings)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SECRET_KEY=_cookie_key(settings.secret_keys[0][1]),
        SECRET_KEY_FALLBACKS=[_cookie_key(key) for _, key in settings.secret_keys[1:]],
        SESSION_COOKIE_NAME="tcma_form", SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=settings.secure,
        MAX_CONTENT_LENGTH=25 * 1024 * 1024, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=settings.secure,
    )
    app.wsgi_app = tracking.Front(app.wsgi_app)  # type: ignore[method-assign]  # as documented
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # as documented
    app.add_url_rule("/healthz", "health", access.public(lambda: "ok\n"))
    app.add_url_rule("/readyz", "ready", _ready)
    app.add_url_rule("/", "start", _start)
    speak_per_request(app, _wanted_language)
    app.before_request(senders.stand_at_host)
    app.before_request(_who_asks)
    csrf = CSRFProtect(app)
    init_web(app, secure=settings.secure)
    init_limits(app, settings.redis_url)
    for slice_ in SLICES:
        app.register_blueprint(slice_.bp)
    for view in app.view_functions.values():
        if hasattr(view, "__own_proof__"):
            csrf.exempt(view)
    app.context_processor(_around)
    _refusals(app)
    return app


def _cookie_key(key: bytes) -> bytes:
    """Flask's own key, so that no cookie can pass for a token."""
    return hashlib.blake2b(key, person=b"cookies").digest()


@access.public
def _ready() -> Response:
    """Whether the database and the queue answer."""
    try:
        with transaction() as session:
            session.execute(text("SELECT 1"))
        use(Redis).ping()
    except (OperationalError, RedisError) as error:
        log.error("not ready", error=repr(error))
        return Response("not ready\n", 503, content_type="text/plain; charset=utf-8")
    return Response("ready\n", content_type="text/plain; charset=utf-8")


@access.public
def _start() -> Response:
    actor = g.get("actor")
    if actor is None:
        return redirect(url_for(current_app.config.get("START", "partners.sign_in")))
    return redirect("/home" if actor.partner_id else "/hq")


def _who_asks() -> Response | None:
    """Load the person behind the cookie, speak their language, and apply the route's rule."""
    g.actor = None
    if request.endpoint is None:  # no such page, or no such method: Flask answers
        return None
    rule = getattr(current_app.view_functions[request.endpoint], "__access__", None)
    if not isinstance(rule, access.Rule):
        raise NotFound
    if most := getattr(current_app.view_functions[request.endpoint], "__takes__", 0):
        request.max_content_length = most  # before anything reads the form
    if token := request.cookies.get(COOKIE):
        with transaction() as session:
            g.actor = actor_of(session, token, now=clock.now(session))
        if g.actor is not None and request.endpoint != "asset":
            words.speak(g.actor.language)
    if rule.roles and g.actor is None:
        return redirect(url_for("partners.sign_in", next=request.full_path.rstrip("?")))
    access.check(rule, g.actor)
    return None


def _wanted_language() -> str:
    chosen = request.cookies.get("language", "")
    if chosen in words.LANGUAGES:
        return chosen
    return request.accept_languages.best_match(words.LANGUAGES) or words.SOURCE


def _around() -> dict[str, Any]:
    """What every layout shows of the person, the partner and the programme; less of it while the database is away."""
    actor = g.get("actor")
    programme, partner, theme = None, None, request.cookies.get("theme", "")
    try:
        with transaction() as session:
            programme = partners.programme_card(session)
            partner = brand_of(session, actor.partner_id) if actor and actor.partner_id else None
            theme = partners.theme_of(session, actor.person_id) if actor else theme
    except SQLAlchemyError as error:  # the page that says so is made here too
        log.error("a page without its frame", error=type(error).__name__)
    return {
        "actor": actor, "programme": programme, "partner": partner, "lang": words.language(),
        "dir": words.direction(), "theme": theme if theme in ("light", "dark") else "",
    }


def _refusals(app: Flask) -> None:
    """Every no becomes a page once, here."""

    @app.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        return error_page(refusal.status, str(refusal))

    @app.errorhandler(CSRFError)
    def _stale(error: CSRFError) -> Response:
        told = words.gettext(N_("This page was open for too long. Go back, load it again and send it."))
        return error_page(400, told)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        if error.code is not None and error.code < 400:
            return error.get_response()
        wording = {
            429: N_("That was very often in a short time. Wait a minute and try again."),
            405: N_("This address does not take that."),
            413: N_("The file is larger than we take. Send a smaller one."),
        }.get(error.code or 500, "")
        answer = error_page(error.code or 500, words.gettext(wording) if wording else "")
        return answer

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def _away(error: OperationalError | PoolTimeout) -> Response:
        log.error("database away", error=str(getattr(error, "orig", error)))
        return error_page(Unavailable.status)

    @app.errorhandler(DataError)
    def _unstorable(error: DataError) -> Response:
        """A NUL in a text, a number out of range: nobody types that by mistake, and nothing was kept."""
        log.warning("unstorable value", error=type(error.orig).__name__, route=str(request.url_rule))
        return error_page(400)

    @app.errorhandler(Exception)
    def _broken(error: Exception) -> Response:
        reference = secrets.token_hex(3).upper()
        # Never the path: tokens of mails stand in it.
        log.error("request failed", reference=reference, route=str(request.url_rule), exc_info=error)
        if app.testing:
            raise error
        return error_page(500, reference=reference)
