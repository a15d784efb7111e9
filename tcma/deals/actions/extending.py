"""One more time of protection: asked for by the partner before the end, decided by the vendor."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.base.errors import Forbidden, Refusal
from tcma.base.facts import record
from tcma.base.roles import Actor
from tcma.base.words import N_
from tcma.deals.actions.deciding import names_nobody
from tcma.deals.actions.log import Why, keep_clock, note
from tcma.deals.actions.names import DEAL_EXTENSION_ASKED, DEAL_EXTENSION_DECIDED
from tcma.deals.actions.protecting import plan
from tcma.deals.actions.selling import open_deal_of
from tcma.deals.actions.writing import write
from tcma.deals.models import Registration
from tcma.deals.queries import rules_in_force

ASKED = N_("Asked for an extension.")
EXTENDED = N_("The protection was extended.")
NOT_EXTENDED = N_("The protection was not extended.")


def ask_extension(
    session: Session, *, registration_id: UUID, actor: Actor, reason: str, now: datetime
) -> Registration:
    """Once, before the end, and with something done in the last days. Until it is decided the protection goes on."""
    if actor.partner_id is None:
        raise Forbidden
    registration, deal = open_deal_of(session, registration_id, actor)
    rules, until = rules_in_force(session), registration.protected_until
    if registration.extension_asked_at is not None:
        return registration
    if until is None or until <= now:
        raise Refusal(N_("This protection is over. It can't be extended any more."))
    if registration.extended_at is not None:
        raise Refusal(N_("This protection was extended before. It can't be extended twice."))
    if registration.active_at is None or registration.active_at < now - timedelta(days=rules.activity_days):
        words = N_("Nothing was done with this deal in the last %(days)s days. Tell how it goes, or move it, then ask.")
        raise Refusal(words, days=rules.activity_days)
    registration.extension_asked_at, registration.extension_reason = now, reason.strip()[:1000]
    note(session, registration, Why(now, actor, reason=ASKED), deal)
    if reason.strip():
        write(session, registration, actor, "extension", reason, now)
    keep_clock(session, registration, deal)
    record(session, DEAL_EXTENSION_ASKED, registration.id)
    return registration


def decide_extension(
    session: Session, *, registration_id: UUID, actor: Actor, grant: bool, reason: str, now: datetime
) -> Registration:
    """Yes: so many days from the end that there was. No: it ends when it would have, at once if that is over."""
    if actor.partner_id is not None:
        raise Forbidden
    registration, deal = open_deal_of(session, registration_id, actor)
    if registration.extension_asked_at is None or registration.protected_until is None:
        raise Refusal(N_("This registration has moved on since you opened it. Look at it again."))
    names_nobody(session, registration, reason)
    registration.extension_asked_at = None
    if grant:
        registration.extended_at = now
        registration.protected_until += timedelta(days=rules_in_force(session).extension_days)
    inputs = {"until": registration.protected_until.isoformat()}
    note(session, registration, Why(now, actor, reason=EXTENDED if grant else NOT_EXTENDED, inputs=inputs), deal)
    if reason.strip():
        write(session, registration, actor, "extension", reason, now)
    keep_clock(session, registration, deal)
    plan(session, registration, now)
    record(session, DEAL_EXTENSION_DECIDED, registration.id)
    return registration
