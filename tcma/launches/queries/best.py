"""The hour at which a partner's mails go best."""

from sqlalchemy.orm import Session

from tcma.delivery.queries.quiet import quiet_hours
from tcma.launches.rules import Best, best_of
from tcma.partners.models import Partner
from tcma.tracking.queries import click_hours


def best_hour(session: Session, partner: Partner) -> Best:
    """By what its people have clicked so far, in its own zone."""
    clicks = click_hours(session, partner.id, partner.timezone)
    return best_of(clicks, quiet=quiet_hours(session), zone=partner.timezone)
