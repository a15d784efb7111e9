"""What the launch page sends: save the draft, send a test, schedule. What was typed is kept whatever happens."""

from datetime import timedelta

from flask import make_response, request, url_for
from flask import redirect as to
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Actor, current
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Refusal, Unavailable
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, gettext
from tcma.delivery.ports import Later, Mailer
from tcma.launches import actions
from tcma.launches.forms import LaunchForm, Mistakes, read_launch_form
from tcma.launches.models import Launch
from tcma.launches.queries.desk import Desk, desk
from tcma.launches.rules import Wish
from tcma.launches.views.blueprint import bp
from tcma.launches.views.kit import page
from tcma.senders.queries import outgoing


@bp.post("/launch/<slug>")
@access.roles(*PARTNER_MARKETING)
def save(slug: str) -> Response:
    """Save; then what the pressed button says. With X-Autosave the page comes back as it is now."""
    actor, do = current(), request.form.get("do", "save")
    wish: Wish | None = None
    try:
        form = _read(actor, slug)
        wish = form.wish
        if do not in ("test", "schedule", "newer", "forget"):
            return _saved(actor, slug, form)
        _keep(actor, slug, form)
        return {"test": _test, "schedule": _schedule, "newer": _newer, "forget": _forget}[do](actor, slug, form)
    except NotFound:
        raise
    except Mistakes as mistakes:
        return _again(actor, slug, mistakes, mistakes.wish)
    except Refusal as refusal:
        return _again(actor, slug, refusal, wish)


def _read(actor: Actor, slug: str) -> LaunchForm:
    with transaction() as session:
        zone = desk(session, actor=actor, slug=slug).partner.timezone
    return read_launch_form(request.form, zone=zone)


def _keep(actor: Actor, slug: str, form: LaunchForm) -> Launch | None:
    """Save the draft. The launch that this page already became, where it did: then nothing is saved."""
    with transaction() as session:
        found, already = _opened(session, actor, slug, form)
        if already is None:
            actions.save(session, actor=actor, version=found.version, wish=form.wish, now=clock.now(session))
        return already


def _opened(session: Session, actor: Actor, slug: str, form: LaunchForm) -> tuple[Desk, Launch | None]:
    """The desk under the lock of partner and kit, and the launch that this page became."""
    kit_id = desk(session, actor=actor, slug=slug).version.kit_id
    actions.lock_kit(session, partner_id=actor.partner, kit_id=kit_id)
    return desk(session, actor=actor, slug=slug), actions.under_key(session, partner_id=actor.partner, key=form.key)


def _saved(actor: Actor, slug: str, form: LaunchForm) -> Response:
    if (already := _keep(actor, slug, form)) is not None:
        return to(url_for("launches.run", launch_id=already.id))
    if request.headers.get("X-Autosave"):
        with transaction() as session:
            return make_response(page(session, actor, slug))
    return to(_here(slug, form))


def _test(actor: Actor, slug: str, form: LaunchForm) -> Response:
    verified = _verified(actor, form)
    with transaction() as session:
        found, already = _opened(session, actor, slug, form)
        now = clock.now(session)
        launch = already or actions.save(session, actor=actor, version=found.version, wish=form.wish, now=now)
        mails = [step.asset for step in found.kit.steps]
        actions.send_test(
            session, launch=launch, actor=actor, asset_key=form.part if form.part in mails else mails[0],
            language=form.wish.language if form.wish.language in found.kit.languages else found.language_of(""),
            verified=verified, now=now,
        )  # fmt: skip
    toast(gettext("A test is on its way to %(email)s.", email=actor.email))
    return to(_here(slug, form))


def _schedule(actor: Actor, slug: str, form: LaunchForm) -> Response:
    """Exactly what this page shows, once: it is saved anew in the transaction that schedules it."""
    hold, verified = timedelta(seconds=use(Settings).hold_seconds), _verified(actor, form)
    with transaction() as session:
        found, already = _opened(session, actor, slug, form)
        if already is not None:
            actions.same(session, already, form.wish)
            launch = already
        else:
            now = clock.now(session)
            draft = actions.save(session, actor=actor, version=found.version, wish=form.wish, now=now)
            launch = actions.schedule(
                session, launch=draft, actor=actor, verified=verified, hold=hold, key=form.key, now=now
            )
    return to(url_for("launches.run", launch_id=launch.id))


def _newer(_actor: Actor, slug: str, form: LaunchForm) -> Response:
    """What was typed is kept; on to what is new in the newer version."""
    return to(url_for("launches.newer", slug=slug, lang=form.wish.language or None))


def _forget(actor: Actor, slug: str, form: LaunchForm) -> Response:
    """The words that a newer version had no room for are not needed any more."""
    with transaction() as session:
        found, already = _opened(session, actor, slug, form)
        if already is None and found.draft is not None:
            actions.forget_aside(session, found.draft, now=clock.now(session))
    return to(_here(slug, form))


def _again(actor: Actor, slug: str, refusal: Refusal, wish: Wish | None) -> Response:
    with transaction() as session:
        return make_response(page(session, actor, slug, problem=refusal, wish=wish), refusal.status)


def _here(slug: str, form: LaunchForm) -> str:
    return url_for("launches.open_kit", slug=slug, lang=form.wish.language or None, part=form.part or None)


def _verified(actor: Actor, form: LaunchForm) -> bool:
    """Whether the chosen sender may send; asked outside any transaction."""
    with transaction() as session:
        domain = outgoing(session, actor.partner, form.wish.sender or "").identity
    try:
        return use(Mailer).verified(domain)
    except Later as later:
        raise Unavailable(N_("Amazon SES does not answer. Your draft is kept; try again in a minute.")) from later
