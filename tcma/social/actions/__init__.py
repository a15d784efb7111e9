"""Verbs of sharing: give somebody a page, close it, make its links, note what came of it."""

from tcma.social.actions.approvals import note_approved
from tcma.social.actions.links import Wanted, links_for
from tcma.social.actions.mails import send_link
from tcma.social.actions.sharers import SHARER_INVITED, invite, reopen, revoke, show_name, take_part

__all__ = [
    "SHARER_INVITED",
    "Wanted",
    "invite",
    "links_for",
    "note_approved",
    "reopen",
    "revoke",
    "send_link",
    "show_name",
    "take_part",
]
