"""Rules of accounts: passwords, lifetimes, who may invite whom, and where a sign-in may lead."""

from tcma.partners.rules.accounts import (
    INVITATION_DAYS,
    WINDOW,
    grantable,
    lifetime,
    own_path,
    slugify,
    too_many,
    worn_out,
)
from tcma.partners.rules.cards import InvitationMail, ProgrammeCard
from tcma.partners.rules.passwords import password_problem

__all__ = [
    "INVITATION_DAYS",
    "WINDOW",
    "InvitationMail",
    "ProgrammeCard",
    "grantable",
    "lifetime",
    "own_path",
    "password_problem",
    "slugify",
    "too_many",
    "worn_out",
]
