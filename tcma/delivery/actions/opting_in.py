"""The mail with which a person confirms what they ticked on a form. There is no second one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, OptIn
from tcma.base import tokens
from tcma.base.words import gettext, speaking
from tcma.branding.queries import brand_of
from tcma.composing.rules import Note
from tcma.delivery.actions.notes import send_note


def send_opt_in(session: Session, opt_in_id: UUID, *, public_url: str, now: datetime) -> None:
    """To the address that was typed, in the page's language; none for what was confirmed or is over.

    In the name and brand of the page where it was ticked. Nothing that was typed stands in it: a form is no way to
    send one's own words to somebody.
    """
    asked = session.get(OptIn, opt_in_id)
    if asked is None or asked.confirmed_at is not None or asked.expires_at <= now:
        return
    contact = session.get_one(Contact, asked.contact_id)
    names = {"partner": brand_of(session, asked.partner_id, asked.office_id).name}
    link = f"{public_url}/yes/{tokens.sign('opt-in', asked.id.bytes)}"
    with speaking(asked.language):
        note = Note(
            subject=gettext("May %(partner)s write to you?", **names),
            heading=gettext("One more step"),
            paragraphs=(
                gettext("Somebody, probably you, ticked this on a form of %(partner)s:", **names),
                asked.wording,
                gettext("It counts once you confirm it. The link works for 7 days. If it was not you, leave it: "
                        "nothing follows."),
            ),
            button=(gettext("Confirm"), link),
            why=gettext("You get this once, because your address was entered on a form of %(partner)s.", **names),
        )  # fmt: skip
    send_note(session, note=note, origin="opt-in", origin_id=asked.id, to=contact.email, language=asked.language,
              partner_id=asked.partner_id, now=now, service=True, office_id=asked.office_id)  # fmt: skip
