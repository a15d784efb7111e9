"""The domain that a partner's pages are at, and what a request may see at which host."""

import ipaddress

from flask import Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Role, current
from tcma.base.db import transaction
from tcma.base.errors import NotFound, Refusal
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.senders.actions import sites as actions
from tcma.senders.queries import sites as queries
from tcma.senders.rules import Seen
from tcma.senders.views.blueprint import bp


@bp.get("/domain")
@access.roles(*PARTNER_MARKETING)
def site() -> str:
    """Where the partner's pages are, and what it takes to have them at a domain of its own."""
    return _page()


def _page(problem: Refusal | None = None) -> str:
    actor = current()
    with transaction() as session:
        found = queries.site_of(session, actor.partner)
        return render_template(
            "senders/site.html", site=found, records=queries.records_for(found) if found else (), problem=problem,
            Seen=Seen, may=actor.role is Role.PARTNER_ADMIN, ours=use(Settings).public_url, typed=request.form,
            address=queries.url_at(found.host) if found else "",
        )  # fmt: skip


@bp.post("/domain")
@access.roles(Role.PARTNER_ADMIN)
def bring_site() -> Answer | tuple[str, int]:
    """A domain for the partner's pages."""
    try:
        with transaction() as session:
            actions.bring_site(
                session, actor=current(), host=request.form.get("domain", ""), now=clock.now(session)
            )
    except Refusal as refusal:
        return _page(refusal), refusal.status
    return redirect(url_for("senders.site"), 303)


@bp.post("/domain/<any(look, remove):verb>")
@access.roles(Role.PARTNER_ADMIN)
def change_site(verb: str) -> Answer:
    """Have the records looked at now, or give the domain up."""
    with transaction() as session:
        if verb == "look":
            actions.look_at_site_now(session, partner_id=current().partner)
        else:
            actions.give_up_site(session, partner_id=current().partner)
            toast(_("Your pages are at the programme's address again."))
    return redirect(url_for("senders.site"), 303)


@bp.get("/domain/proven")
@access.public
def proven() -> Response:
    """For the proxy, before it asks for a certificate: 200 where `?domain=` is a partner's, else 404."""
    host = request.args.get("domain", "").lower()
    with transaction() as session:
        known = host == queries.public_host() or queries.partner_at(session, host) is not None
    return Response("yes\n" if known else "no\n", 200 if known else 404, content_type="text/plain; charset=utf-8")


def stand_at_host() -> Answer | None:
    """What a request may see at its host, before anything else: at ours everything; at a partner's domain its public
    pages and nothing more; at any other name nothing.

    A partner's pages are at its own domain, so who asks for them at ours is sent there.
    """
    host = request.host.rpartition("@")[2].lower()
    name = host.partition(":")[0] if not host.startswith("[") else host
    if _ours(name):
        return _to_own_domain()
    with transaction() as session:
        partner = queries.partner_at(session, name)
        if partner is None:
            return Response("421: nothing is shown at this address.\n", 421, content_type="text/plain; charset=utf-8")
        slug = partner.slug
    if not _hosted() or (request.view_args or {}).get("slug", slug) != slug:
        raise NotFound
    g.site_url = queries.url_at(name)
    return None


def _ours(name: str) -> bool:
    """Our own name; or a number, or this machine: those can be no partner's domain, and who looks after the machine
    asks by them."""
    if name in (queries.public_host(), "localhost"):
        return True
    try:
        ipaddress.ip_address(name.strip("[]").partition("]")[0])
    except ValueError:
        return False
    return True


def _hosted() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return hasattr(view, "__hosted__")


def _to_own_domain() -> Answer | None:
    slug = (request.view_args or {}).get("slug")
    if slug is None or not _hosted() or request.method not in ("GET", "HEAD"):
        return None
    with transaction() as session:
        base = queries.base_of_slug(session, slug)
    if base == use(Settings).public_url:
        return None
    answer = redirect(base + request.full_path.rstrip("?"))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
