"""The vendor's book of accounts: looked through, brought, changed, merged."""

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL, Role
from tcma.base.db import transaction
from tcma.base.errors import Invalid, NotFound, Refusal
from tcma.base.web import toast
from tcma.base.words import N_, gettext, ngettext
from tcma.deals import actions, queries
from tcma.deals.rules.book import read_csv
from tcma.deals.views import words
from tcma.deals.views.blueprint import bp

_MOST = 50 * 1024 * 1024
_SHOWN = 100


@bp.get("/hq/accounts")
@access.roles(*access.VENDOR_ROLES)
def accounts() -> str:
    """The list, and a file to bring."""
    return _list_page()


@bp.post("/hq/accounts")
@access.roles(*CHANNEL)
@access.takes(_MOST)
def bring_accounts() -> str | tuple[str, int]:
    """A CSV file: what became of each record."""
    sent, encoding = request.files.get("file"), request.form.get("encoding", "")
    body = sent.read() if sent else b""
    try:
        if not body:
            raise Refusal(N_("Choose a file first."))
        with transaction() as session:
            brought = actions.bring_accounts(session, read_csv(body, encoding), now=clock.now(session))
    except Refusal as refusal:
        return _list_page(errors={"file": refusal}), 422
    return _list_page(brought=brought)


@bp.get("/hq/accounts/<uuid:account_id>")
@access.roles(*access.VENDOR_ROLES)
def account(account_id: UUID) -> str:
    """One account: whose it is, what it is called, what is sold to it, who registered it."""
    return _account_page(account_id)


@bp.post("/hq/accounts/<uuid:account_id>")
@access.roles(*CHANNEL)
def change_account(account_id: UUID) -> Response:
    """Whose it is."""
    given = request.form
    with transaction() as session:
        actions.change_account(
            session, account_id=account_id, named="named" in given, customer="customer" in given,
            owner=given.get("owner", ""), now=clock.now(session),
        )  # fmt: skip
    toast(gettext(N_("Saved. It counts for whatever comes in from now on.")))
    return redirect(url_for("deals.account", account_id=account_id))


@bp.post("/hq/accounts/<uuid:account_id>/domains")
@access.roles(*CHANNEL)
def add_domain(account_id: UUID) -> Response | tuple[str, int]:
    """One more domain."""
    domain = request.form.get("domain", "")
    try:
        with transaction() as session:
            actions.add_domain(session, account_id=account_id, domain=domain, now=clock.now(session))
    except Invalid as refusal:
        return _account_page(account_id, refusal.errors, domain), refusal.status
    toast(gettext(N_("Added. Registrations of this domain are about this account.")))
    return redirect(url_for("deals.account", account_id=account_id))


@bp.post("/hq/accounts/<uuid:account_id>/merge")
@access.roles(*CHANNEL)
def merge_accounts(account_id: UUID) -> Response:
    """Another account is this one."""
    try:
        other = UUID(request.form.get("other", ""))
    except ValueError:
        raise NotFound from None
    with transaction() as session:
        actions.merge_accounts(session, kept_id=account_id, dropped_id=other, now=clock.now(session))
    toast(gettext(N_("They are one account now.")))
    return redirect(url_for("deals.account", account_id=account_id))


def _list_page(
    *, errors: Mapping[str, Refusal] | None = None, brought: actions.Brought | None = None
) -> str:
    sought, show = request.args.get("q", "").strip(), request.args.get("show", "")
    page = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    with transaction() as session:
        rows, more = queries.accounts(session, words=sought, show=show, page=page)
    told = ""
    if brought:
        told = gettext(
            "%(added)s new, %(changed)s changed, %(same)s as they were.",
            added=brought.added, changed=brought.changed, same=brought.same,
        ) + (" " + ngettext("%(num)s record was left out.", "%(num)s records were left out.", len(brought.left_out))
             if brought.left_out else "")  # fmt: skip
    return render_template(
        "deals/accounts.html", rows=rows, more=more, at=page, sought=sought, show=show, told=told,
        left_out=[(one.line, str(one.why)) for one in brought.left_out[:_SHOWN]] if brought else [],
        errors={name: str(one) for name, one in (errors or {}).items()}, words=words, typed=request.form,
        may_change=access.current().role in CHANNEL, may_keys=access.current().role is Role.VENDOR_ADMIN,
    )  # fmt: skip


def _account_page(account_id: UUID, errors: Mapping[str, Refusal] | None = None, domain: str = "") -> str:
    with transaction() as session:
        card = queries.account_card(session, account_id, clock.now(session))
    return render_template(
        "deals/account.html", card=card, one=card.account, words=words, domain=domain,
        errors={name: str(one) for name, one in (errors or {}).items()},
        may_change=access.current().role in CHANNEL, timezone=access.current().timezone,
    )  # fmt: skip
