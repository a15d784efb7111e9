"""How every partner's mails are taken: figures, holds, and how many are without an answer. Nobody's address."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import CHANNEL, current
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.delivery import actions, queries
from tcma.delivery.models import GuardHold
from tcma.delivery.queries import Figures
from tcma.delivery.views import wording
from tcma.delivery.views.blueprint import bp
from tcma.delivery.views.deciding import decided, undecided
from tcma.partners.models import Partner


@dataclass(frozen=True)
class Line:
    """One partner of the table."""

    id: UUID
    name: str
    figures: Figures
    hold: GuardHold | None
    unanswered: list[str]  # by cause, in words


@bp.get("/hq/sending")
@access.roles(*CHANNEL)
def partners() -> str:
    """Every partner that sends, those that are held first."""
    with transaction() as session:
        return _page(session)


@bp.post("/hq/sending/<uuid:partner_id>/lift")
@access.roles(*CHANNEL)
def lift(partner_id: UUID) -> Answer | tuple[str, int]:
    """The partner may send on; it is kept who said so, and why."""
    try:
        with transaction() as session:
            actions.lift(session, partner_id, actor=current(), reason=request.form.get("reason", ""),
                         now=clock.now(session))  # fmt: skip
    except Invalid as error:
        with transaction() as session:
            return _page(session, lifting=partner_id, refused=error), error.status
    toast(gettext("They may send on. What is counted begins anew."))
    return redirect(url_for("delivery.partners"), 303)


@bp.post("/hq/sending/decide")
@access.roles(*CHANNEL)
def decide_own() -> Answer | tuple[str, int]:
    """The vendor's own mails without an answer: invitations, and links for who forgot a password."""
    return decided(current(), "delivery.partners", lambda session, error: _page(session, error=error))


def _page(
    session: Session, *, error: Invalid | None = None, lifting: UUID | None = None, refused: Invalid | None = None
) -> str:  # fmt: skip
    return render_template(
        "delivery/partners.html", lines=_lines(session), lifted=queries.lifted_holds(session), wording=wording,
        lifting=lifting, refused=refused, timezone=current().timezone, **undecided(session, None, error),
    )  # fmt: skip


def _lines(session: Session) -> list[Line]:
    figures, holds, causes = queries.all_figures(session), queries.open_holds(session), queries.causes(session)
    shown = {*figures, *holds, *causes} - {None}
    names = session.execute(select(Partner.id, Partner.name).where(Partner.id.in_(shown)).order_by(Partner.name))
    lines = [
        Line(partner_id, name, figures.get(partner_id, Figures()), holds.get(partner_id),
             wording.caused(causes.get(partner_id, {})))
        for partner_id, name in names
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.hold is None, not line.figures.warned, not line.unanswered))
