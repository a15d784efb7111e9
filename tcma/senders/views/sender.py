"""What a partner sends from: its place below the vendor's domain, and domains of its own."""

import hashlib
import json
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Role, current
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Refusal
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import N_, gettext, ngettext
from tcma.senders import actions, queries
from tcma.senders.models import Sender
from tcma.senders.queries.warming import warming
from tcma.senders.rules import BadSender, Record, Seen, address, records_of
from tcma.senders.rules.warming import GROWN
from tcma.senders.views.blueprint import bp


@bp.get("/sender")
@access.roles(*PARTNER_MARKETING)
def index() -> str:
    with transaction() as session:
        return _page(session)


def _page(session: Session, problem: Refusal | None = None) -> str:
    actor = current()
    home, used = queries.home(session, actor.partner), queries.outgoing(session, actor.partner)
    own = queries.senders_of(session, actor.partner)
    new = warming(session, {used.identity, *(one.domain for one in own if one.verified_at)}, now=clock.now(session))
    return render_template(
        "senders/index.html", home=home, used=used, senders=own, warming=new, grown=GROWN,
        records=records, seen=seen, state=state, said=said, address=address, problem=problem,
        may=actor.role is Role.PARTNER_ADMIN, by_smtp=bool(use(Settings).smtp_url), typed=request.form,
    )  # fmt: skip


def records(sender: Sender) -> list[Record]:
    return records_of(sender.domain, tokens=sender.tokens, mail_from=sender.mail_from,
                      region=use(Settings).aws_region, zone=sender.zone)  # fmt: skip


def seen(sender: Sender) -> int:
    """How many of its records are there as they should be."""
    return sum(1 for one in records(sender) if sender.seen.get(one.key) == Seen.YES)


def state(sender: Sender) -> str:
    """Changes whenever the page would look otherwise; the browser then loads it anew."""
    marks = f"{sender.status} {sender.problem} {sorted(sender.seen.items())}"
    return f"{'done' if sender.verified_at else 'waiting'}-{hashlib.sha256(marks.encode()).hexdigest()[:8]}"


def said(sender: Sender) -> str:
    """How it stands, in a line."""
    if sender.problem == "taken":
        return gettext("Another partner of the programme has this domain.")
    if sender.problem:
        return gettext("Amazon SES does not take this domain: %(problem)s", problem=sender.problem)
    if not sender.tokens:
        return gettext("Amazon SES is asked for the records; that takes a few seconds.")
    if sender.verified_at is not None:
        missing = len(records(sender)) - seen(sender)
        if missing == 0:
            return gettext("Verified. Every record is seen.")
        return ngettext("Verified. %(num)s record is not seen yet; enter it so that more mail arrives.",
                        "Verified. %(num)s records are not seen yet; enter them so that more mail arrives.", missing)
    if all(sender.seen.get(one.key) == Seen.YES for one in records(sender) if one.needed):
        return gettext("The three records that are needed are seen. Amazon SES confirms them within minutes.")
    return gettext("We look every minute. The DNS can take an hour, rarely a day.")


@bp.get("/sender/<uuid:sender_id>/progress")
@access.roles(*PARTNER_MARKETING)
def progress(sender_id: UUID) -> Answer:
    """Which records are seen, for a page that waits."""
    with transaction() as session:
        found = queries.one_sender(session, sender_id, partner_id=current().partner)
    body = {"state": state(found), "done": seen(found), "total": len(records(found)), "words": said(found)}
    text = json.dumps(body, ensure_ascii=False)
    answer = Response(text, mimetype="application/json")
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:20])
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request.environ)


@bp.post("/sender")
@access.roles(Role.PARTNER_ADMIN)
def bring() -> Answer | tuple[str, int]:
    """A domain of the partner's own."""
    try:
        if use(Settings).smtp_url:
            raise BadSender(N_("Mails leave by a mail server, which signs for domains that its settings name."))
        with transaction() as session:
            found = actions.bring_domain(
                session, actor=current(), domain=request.form.get("domain", ""), local=request.form.get("local", ""),
                now=clock.now(session),
            )  # fmt: skip
    except Refusal as refusal:
        with transaction() as session:
            return _page(session, refusal), refusal.status
    return redirect(url_for("senders.index") + f"#d-{found.id}", 303)


@bp.post("/sender/choose")
@access.roles(Role.PARTNER_ADMIN)
def choose() -> Answer | tuple[str, int]:
    """What new launches and events come from."""
    wanted = request.form.get("sender", "")
    try:
        with transaction() as session:
            actions.choose(session, _id(wanted) if wanted else None, partner_id=current().partner)
            used = queries.outgoing(session, current().partner).address
    except NotFound:
        raise
    except Refusal as refusal:
        with transaction() as session:
            return _page(session, refusal), refusal.status
    toast(gettext("New mails come from %(address)s.", address=used))
    return redirect(url_for("senders.index"), 303)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


@bp.post("/sender/<uuid:sender_id>/<any(look, remove):verb>")
@access.roles(Role.PARTNER_ADMIN)
def change(sender_id: UUID, verb: str) -> Answer:
    """Have the records looked at now, or give the domain up."""
    with transaction() as session:
        if verb == "look":
            actions.look_now(session, sender_id, partner_id=current().partner)
        else:
            domain = actions.give_up(session, sender_id, partner_id=current().partner)
            toast(gettext("%(domain)s is removed.", domain=domain))
    return redirect(url_for("senders.index") + (f"#d-{sender_id}" if verb == "look" else ""), 303)
