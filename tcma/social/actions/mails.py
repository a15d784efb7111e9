"""The mail with a colleague's link."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.words import gettext, speaking
from tcma.branding.queries import vendor
from tcma.composing.rules import Note
from tcma.delivery.actions import send_note
from tcma.partners.models import Partner, Person
from tcma.social.models import Sharer
from tcma.social.queries import share_path

ORIGIN = "share"


def send_link(session: Session, sharer_id: UUID, *, public_url: str, now: datetime) -> None:
    """Once, to a colleague with an address; none for a page that was closed meanwhile."""
    sharer = session.get_one(Sharer, sharer_id)
    if sharer.revoked_at or not sharer.email:
        return
    partner = session.get_one(Partner, sharer.partner_id)
    inviter = session.get(Person, sharer.created_by) if sharer.created_by else None
    with speaking(sharer.language):
        names = {
            "name": sharer.name, "partner": partner.name, "vendor": vendor(session).name,
            "inviter": inviter.name if inviter else partner.name,
        }  # fmt: skip
        note = Note(
            subject=gettext("Posts from %(partner)s, ready for you to share", **names),
            heading=gettext("Share in your own name"),
            paragraphs=(
                gettext("Hello %(name)s,", **names),
                gettext("%(inviter)s has opened a page for you with posts of %(vendor)s and %(partner)s. Choose one, "
                        "copy it and open your network: two taps. You need no account here.", **names),
                gettext("The page and its links are your own. Keep the address to yourself."),
            ),
            button=(gettext("Share"), public_url + share_path(sharer.id)),
            why=gettext("You get this because %(inviter)s entered your address.", **names),
        )
    send_note(session, note=note, origin=ORIGIN, origin_id=sharer.id, to=sharer.email, language=sharer.language,
              partner_id=sharer.partner_id, now=now)
