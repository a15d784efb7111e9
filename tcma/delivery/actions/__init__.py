"""The verbs of delivery. The order they run in: schedule, plan, claim, begin, (the call), record; reap and heal."""

from tcma.delivery.actions.again import unless_out
from tcma.delivery.actions.begin import Begun, ContentChanged, abort, begin
from tcma.delivery.actions.bounces import bounce_address, store_bounce
from tcma.delivery.actions.checking import CHECK_ASKED, check, check_is_due
from tcma.delivery.actions.claim import Claim, claim, give_back
from tcma.delivery.actions.deciding import SENT_AGAIN, NothingToDecide, leave, send_again
from tcma.delivery.actions.guarding import READERS_OBJECTED, NotHeld, lift, watch
from tcma.delivery.actions.hand_over import batch
from tcma.delivery.actions.holds import end_hold, hold_sending, look_later
from tcma.delivery.actions.leaving_out import leave_out
from tcma.delivery.actions.merging import follow_merge
from tcma.delivery.actions.notes import send_invitation, send_note, send_reset
from tcma.delivery.actions.opting_in import send_opt_in
from tcma.delivery.actions.plan import Recipient, finish_planning, plan
from tcma.delivery.actions.reap import reap
from tcma.delivery.actions.receipts import apply_receipts, store_receipt, waiting_receipts
from tcma.delivery.actions.record import record
from tcma.delivery.actions.reply_to import answered_origin, reply_address
from tcma.delivery.actions.steps import cancel, discard, hold, release, rewrite, schedule
from tcma.delivery.actions.warming import give_room_back, go_on

__all__ = [
    "CHECK_ASKED",
    "READERS_OBJECTED",
    "SENT_AGAIN",
    "Begun",
    "Claim",
    "ContentChanged",
    "NotHeld",
    "NothingToDecide",
    "Recipient",
    "abort",
    "answered_origin",
    "apply_receipts",
    "batch",
    "begin",
    "bounce_address",
    "cancel",
    "check",
    "check_is_due",
    "claim",
    "discard",
    "end_hold",
    "finish_planning",
    "follow_merge",
    "give_back",
    "give_room_back",
    "go_on",
    "hold",
    "hold_sending",
    "leave",
    "leave_out",
    "lift",
    "look_later",
    "plan",
    "reap",
    "record",
    "release",
    "reply_address",
    "rewrite",
    "schedule",
    "send_again",
    "send_invitation",
    "send_note",
    "send_opt_in",
    "send_reset",
    "store_bounce",
    "store_receipt",
    "unless_out",
    "waiting_receipts",
    "watch",
]
