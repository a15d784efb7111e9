"""Verbs of accounts: invite, accept, sign in and out, change what is one's own."""

from tcma.partners.actions.forgotten import PASSWORD_FORGOTTEN, ask_reset, reset_password
from tcma.partners.actions.invitations import INVITED, accept, invite, withdraw
from tcma.partners.actions.organisations import MOST_A_WEEK, add_partner, limit_mails, start_programme
from tcma.partners.actions.people import (
    add_person,
    change_password,
    change_role,
    deactivate,
    reactivate,
    set_language,
    set_theme,
    update_profile,
)
from tcma.partners.actions.sessions import actor_of, end_other_sessions, end_session, open_session, session_of, sign_out
from tcma.partners.actions.signing_in import sign_in

__all__ = [
    "INVITED",
    "MOST_A_WEEK",
    "PASSWORD_FORGOTTEN",
    "accept",
    "actor_of",
    "add_partner",
    "add_person",
    "ask_reset",
    "change_password",
    "change_role",
    "deactivate",
    "end_other_sessions",
    "end_session",
    "invite",
    "limit_mails",
    "open_session",
    "reactivate",
    "reset_password",
    "session_of",
    "set_language",
    "set_theme",
    "sign_in",
    "sign_out",
    "start_programme",
    "update_profile",
    "withdraw",
]
