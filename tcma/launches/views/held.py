"""Answers that looked like a robot's: a person of the partner looks at them."""

from uuid import UUID

from flask import redirect as to
from flask import render_template, url_for
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.web import toast
from tcma.base.words import gettext as _
from tcma.composing.rules.page import LABELS, label
from tcma.launches.queries.runs import zone_of
from tcma.launches.views.blueprint import bp
from tcma.tracking.actions import look_at
from tcma.tracking.queries import held_answers
from tcma.tracking.rules.doubts import WHY


@bp.get("/held")
@access.roles(*PARTNER_MARKETING)
def held() -> str:
    """Those that nobody has looked at, the oldest first."""
    actor = current()
    with transaction() as session:
        return render_template(
            "launches/held.html", answers=held_answers(session, actor.partner), why=WHY, label=label, fields=LABELS,
            timezone=zone_of(session, actor.partner),
        )  # fmt: skip


@bp.post("/held/<uuid:held_id>/<any(take, drop):verb>")
@access.roles(*PARTNER_MARKETING)
def look(held_id: UUID, verb: str) -> Answer:
    """A person's goes on as if it had just come in; a robot's goes no further."""
    actor, genuine = current(), verb == "take"
    with transaction() as session:
        look_at(
            session, held_id, partner_id=actor.partner, person_id=actor.person_id, genuine=genuine,
            now=clock.now(session),
        )  # fmt: skip
    toast(_("Taken: it is among your answers now.") if genuine else _("Put aside. Nobody was written to."))
    return to(url_for("launches.held"))
