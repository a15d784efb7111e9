"""The verbs of events."""

from tcma.events.actions.attending import record_attendance, withdraw_attendance
from tcma.events.actions.cancelling import cancel
from tcma.events.actions.closing import close
from tcma.events.actions.following import change_mail, skip_mail
from tcma.events.actions.hosting import publish, set_capacity, start
from tcma.events.actions.inviting import invite, release, stop_inviting, undo_invitations
from tcma.events.actions.locks import lock_event, lock_registration, own
from tcma.events.actions.merging import follow_merge
from tcma.events.actions.moving import move
from tcma.events.actions.registering import Guest, Origin, register
from tcma.events.actions.seats import expire_offer, give_back, offer_seats, take_seat
from tcma.events.actions.sending import plan_mail
from tcma.events.actions.telling import tell
from tcma.events.actions.updating import take_mandatory

__all__ = [
    "Guest",
    "Origin",
    "cancel",
    "change_mail",
    "close",
    "expire_offer",
    "follow_merge",
    "give_back",
    "invite",
    "lock_event",
    "lock_registration",
    "move",
    "offer_seats",
    "own",
    "plan_mail",
    "publish",
    "record_attendance",
    "register",
    "release",
    "set_capacity",
    "skip_mail",
    "start",
    "stop_inviting",
    "take_mandatory",
    "take_seat",
    "tell",
    "undo_invitations",
    "withdraw_attendance",
]
