"""Reads of organisations, people, sessions and the programme."""

from tcma.partners.queries.forgotten import open_reset
from tcma.partners.queries.organisations import PartnerRow, one_partner, partner_rows, programme_card
from tcma.partners.queries.people import (
    invitation_mail,
    name_of,
    open_invitation,
    own_sessions,
    pending_invitations,
    people_of,
    theme_of,
)

__all__ = [
    "PartnerRow",
    "invitation_mail",
    "name_of",
    "one_partner",
    "open_invitation",
    "open_reset",
    "own_sessions",
    "partner_rows",
    "pending_invitations",
    "people_of",
    "programme_card",
    "theme_of",
]
