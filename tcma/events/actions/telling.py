"""Who gets a mail of an event: registrations by their id, so that two who share an address get one each."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from tcma.audiences.rules import addr_key
from tcma.audiences.rules.consent import REGISTERED
from tcma.base.words import format_datetime, speaking
from tcma.delivery import actions as delivery
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Step
from tcma.events.actions.mails import standing_mail
from tcma.events.models import Event, EventMail, Registration
from tcma.events.queries import places


def tell(session: Session, event: Event, people: Iterable[Registration], audience: str, *, now: datetime) -> int:
    """Send them the mail for who joins this audience. Nobody gets the same one twice. Returns how many are new."""
    mail = standing_mail(session, event.id, audience)
    if mail is None:
        return 0
    return delivery.plan(
        session, step=session.get_one(Step, mail.step_id), recipients=recipients(event, mail, people), now=now
    )


def recipients(
    event: Event, mail: EventMail, people: Iterable[Registration], skips: dict[str, str] | None = None
) -> Iterator[Recipient]:
    """These registrations as the delivery machine wants them; `skips` is {registration id: why left out}."""
    for one in people:
        yield Recipient(
            key=str(one.id), email=one.email, addr_key=addr_key(one.email), language=one.language,
            contact_id=one.contact_id, values=values_of(event, one), skip=(skips or {}).get(str(one.id), ""),
        )  # fmt: skip


def values_of(event: Event, one: Registration) -> dict[str, str]:
    """What the mails say of one person, and the addresses of their own pages."""
    values = {
        "first_name": one.first_name, "last_name": one.last_name, "company": one.company, "basis": REGISTERED,
        "seat": places.seat(one.id), "ticket": places.ticket(one.id),
    }  # fmt: skip
    if one.offer_expires_at is not None:
        with speaking(one.language):
            values["until"] = format_datetime(one.offer_expires_at, event.timezone)
    return values
