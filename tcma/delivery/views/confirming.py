"""Where a person confirms what they ticked on a form. Opening the link confirms nothing: scanners open every link."""

from uuid import UUID

from flask import render_template, request
from sqlalchemy.orm import Session

from tcma.audiences import actions
from tcma.audiences.models import OptIn
from tcma.base import access, clock, tokens, words
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.words import N_
from tcma.branding.queries import brand_of
from tcma.delivery.views.blueprint import bp


@bp.get("/yes/<token>")
@access.public
def confirm(token: str) -> tuple[str, int]:
    """What they would agree to, with a button."""
    with transaction() as session:
        asked = _asked(session, token)
        over = asked.confirmed_at is None and asked.expires_at <= clock.now(session)
        return _page(session, asked, token, over=over), 410 if over else 200


@bp.post("/yes/<token>")
@access.own_proof
def confirmed(token: str) -> str:
    """The person's own yes."""
    with transaction() as session:
        asked = actions.confirm(session, _asked(session, token).id, now=clock.now(session))
        return _page(session, asked, token)


def _asked(session: Session, token: str) -> OptIn:
    """Raises NotFound for a token that is forged or cut, or of what was forgotten."""
    payload = tokens.read("opt-in", token)
    found = session.get(OptIn, UUID(bytes=payload)) if payload and len(payload) == 16 else None
    if found is None:
        raise NotFound(N_("This link is cut off, or too old. Open it again from the mail."))
    chosen = request.args.get("lang", "")
    words.speak(chosen if chosen in words.LANGUAGES else words.spoken(found.language))
    return found


def _page(session: Session, asked: OptIn, token: str, *, over: bool = False) -> str:
    brand = brand_of(session, asked.partner_id, asked.office_id)
    return render_template("delivery/confirm.html", asked=asked, brand=brand, token=token, over=over)
