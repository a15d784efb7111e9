"""Mails without an answer: a person says what is done about them. And whether the partner is held."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Actor, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid, Refusal
from tcma.base.web import toast
from tcma.base.words import N_, ngettext
from tcma.delivery import actions, queries
from tcma.delivery.actions import NothingToDecide
from tcma.delivery.queries import Figures
from tcma.delivery.views import wording
from tcma.delivery.views.blueprint import bp
from tcma.partners.models import Partner


@bp.get("/sending")
@access.roles(*PARTNER_MARKETING)
def sending() -> str:
    """What the partner's readers say to its mails, what has no answer, and what was decided."""
    with transaction() as session:
        return _page(session, current())


@bp.post("/sending/decide")
@access.roles(*PARTNER_MARKETING)
def decide() -> Answer | tuple[str, int]:
    """Send the chosen ones again, or leave them."""
    return decided(current(), "delivery.sending", lambda session, error: _page(session, current(), error))


def _page(session: Session, actor: Actor, error: Invalid | None = None) -> str:
    partner_id = actor.partner
    return render_template(
        "delivery/sending.html", hold=queries.open_hold(session, partner_id),
        figures=queries.figures(session, partner_id) or Figures(), wording=wording,
        lifted=queries.lifted_holds(session, partner_id=partner_id),
        timezone=session.get_one(Partner, partner_id).timezone, **undecided(session, partner_id, error),
    )  # fmt: skip


def undecided(session: Session, partner_id: UUID | None, error: Invalid | None) -> Mapping[str, Any]:
    """What the list and its form show; after an error as it was sent."""
    page = min(max(request.args.get("page", 1, int), 1), 100_000)
    return {
        "found": queries.unanswered(session, partner_id, page=page),
        "decisions": queries.decisions(session, partner_id),
        "error": error,
        "typed": request.form.get("reason", ""),
        "chosen": set(request.form.getlist("message")),
        "all_chosen": request.args.get("choose") == "all",
    }


def decided(actor: Actor, endpoint: str, again: Any) -> Answer | tuple[str, int]:
    """The form of such a list, for a partner or the vendor's own mails. `again` makes the page with its error."""
    ids = [found for value in request.form.getlist("message") if (found := _uuid(value))]
    try:
        if not ids:
            raise Invalid({"message": Refusal(N_("Choose the mails it is about."))})
        said = request.form.get("reason", "")
        with transaction() as session:
            act = actions.send_again if request.form.get("do") == "again" else actions.leave
            number = act(session, ids, actor=actor, reason=said, now=clock.now(session))
    except Invalid as error:
        with transaction() as session:
            return again(session, error), error.status
    except NothingToDecide as refusal:
        toast(str(refusal))
    else:
        toast(_told(act is actions.send_again, number))
    return redirect(url_for(endpoint), 303)


def _told(sent: bool, number: int) -> str:
    if sent:
        return ngettext("%(num)s mail is sent again.", "%(num)s mails are sent again.", number)
    return ngettext("%(num)s mail stays as it is.", "%(num)s mails stay as they are.", number)


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None
