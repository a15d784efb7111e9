"""What keeps robots out of a form without asking people anything: no puzzle, and nothing from another host."""

import ipaddress
from datetime import datetime, timedelta
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from tcma.base.web.limits import too_often
from tcma.tracking import forms
from tcma.tracking.actions import Sent
from tcma.tracking.queries.answers import same_words
from tcma.tracking.rules.doubts import doubt
from tcma.tracking.rules.networks import shorten

ADDRESS_MOST = "30/minute"
"""From one address: more is not even read, and what was typed stays in the form."""
NETWORK_MOST = "20/hour"
"""To one page from one network (/24, /48): more is held for a look."""
WORDS_WITHIN = timedelta(days=1)


def too_fast(place: UUID) -> bool:
    """Whether this address has sent too many forms of this place within a minute."""
    return too_often(ADDRESS_MOST, "form", str(place), request.remote_addr or "")


def doubt_about(session: Session, sent: Sent, *, place: UUID, now: datetime) -> str:
    """Why somebody should look at an answer before it counts, '' for nearly all of them."""
    message = sent.answers.get("message", "")
    others = same_words(
        session, partner_id=sent.partner_id, email=sent.email, message=message, since=now - WORDS_WITHIN
    )
    return doubt(sent.answers, trapped=forms.caught(request.form), same_words=others, flooded=_flooded(place))


def _flooded(place: UUID) -> bool:
    """Addresses that are nobody's in particular are not counted: behind a proxy that does not say who asks, that
    would be everyone."""
    address = request.remote_addr or ""
    try:
        if not ipaddress.ip_address(address).is_global:
            return False
    except ValueError:
        return False
    return too_often(NETWORK_MOST, "network", str(place), shorten(address))
